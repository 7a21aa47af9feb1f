package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.MachineReport.Gpu;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MachineProbeTest {
    @TempDir
    Path root;

    @Test
    void readsProcessorAndMemoryOfTheFirstProcessor() throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(
                root.resolve("proc/cpuinfo"),
                "processor\t: 0\nmodel name\t: A CPU: 3 GHz\nflags\t\t: fpu avx avx2 avx512f xyz\n\nmodel name\t: other\n");
        Files.writeString(root.resolve("proc/meminfo"), "MemTotal:       24684096 kB\nMemFree:        1 kB\n");
        MachineReport report =
                probe(Map.of("OMP_NUM_THREADS", "1", "SECRET", "x")).report(root);
        assertThat(report.cpu()).isEqualTo("A CPU: 3 GHz");
        assertThat(report.instructionSets()).containsExactly("avx", "avx2", "avx512f");
        assertThat(report.physicalBytes()).contains(24684096L * 1024);
        assertThat(report.settings()).isEqualTo(Map.of("OMP_NUM_THREADS", "1"));
    }

    @Test
    void systemWithoutProcGivesUnknowns() {
        MachineReport report = probe(Map.of()).report(root.resolve("not/yet/there"));
        assertThat(report.cpu()).isEqualTo("unknown processor");
        assertThat(report.instructionSets()).isEmpty();
        assertThat(report.physicalBytes()).isEmpty();
        assertThat(report.gpus()).isEmpty();
        assertThat(report.cores()).isPositive();
        assertThat(report.usableBytes()).isGreaterThan(report.heapBytes() / 64);
        assertThat(report.disks().get(0).directory())
                .isEqualTo(root.toAbsolutePath().normalize().toString());
        assertThat(report.disks().get(0).writable()).isTrue();
    }

    @Test
    void versionsComeFromTheClassPath() {
        MachineReport report = probe(Map.of()).report(root);
        assertThat(report.versions().keySet()).containsExactly("java", "spark", "dl4j", "nd4j", "openblas");
        assertThat(report.versions().get("spark")).startsWith("3.5.");
        assertThat(report.versions().get("dl4j")).isEqualTo("1.0.0-M2.1");
        assertThat(report.versions()).doesNotContainValue(MachineReport.MISSING);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void gpusAreThoseThatTheDriverLists() throws IOException {
        script("printf 'NVIDIA A, B, 9.0\\nOld one, [N/A]\\n'");
        MachineReport report = probe(Map.of("PATH", "/absent:" + root)).report(root);
        assertThat(report.gpus())
                .containsExactly(
                        new Gpu("NVIDIA A, B", Optional.of(new BigDecimal("9.0"))),
                        new Gpu("Old one, [N/A]", Optional.empty()));
        assertThat(report.findings())
                .contains(
                        "Old one, [N/A] (compute capability unknown): can't be used, ND4J's CUDA builds hold code for 3.7 to 8.6 only; "
                                + "training is on the CPU");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void driverThatFailsMeansNoGpu() throws IOException {
        script("echo 'NVIDIA-SMI has failed'; exit 9");
        assertThat(probe(Map.of("PATH", root.toString())).report(root).gpus()).isEmpty();
    }

    private MachineProbe probe(Map<String, String> environment) {
        return new MachineProbe(root, environment, () -> Optional.of("Zen"));
    }

    private void script(String command) throws IOException {
        Path program = Files.writeString(root.resolve("nvidia-smi"), "#!/bin/sh\n" + command + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
