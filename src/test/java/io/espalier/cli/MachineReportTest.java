package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.MachineReport.Disk;
import io.espalier.cli.MachineReport.Gpu;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineReportTest {
    private static final long GIB = 1L << 30;
    private static final List<String> AVX2 = List.of("sse4_2", "avx2");

    @Test
    void goodMachineHasNoFindings() {
        MachineReport report = hardware(2, 16 * GIB, 2 * GIB, AVX2, "Haswell");
        assertThat(report.findings()).isEmpty();
        assertThat(report.lines())
                .containsExactly(
                        "system       Linux",
                        "processor    A CPU, 2 cores",
                        "instructions sse4_2 avx2",
                        "memory       16.0 GiB (limited; the machine has 32.0 GiB), heap 2.0 GiB",
                        "blas core    Haswell",
                        "setting      OMP_WAIT_POLICY=passive",
                        "setting      OMP_NUM_THREADS=1",
                        "setting      OPENBLAS_NUM_THREADS=1",
                        "version      java 17.0.15",
                        "gpu          none",
                        "disk         5.0 GiB free in /runs (runs)",
                        "note         nothing is missing");
    }

    @Test
    void mapHasEveryFact() {
        Map<String, Object> map = devices(
                        List.of(new Gpu("A", Optional.of(new BigDecimal("8.0")))),
                        List.of(new Disk("runs", "/runs", 5 * GIB, true)))
                .toMap();
        assertThat(map)
                .containsEntry("system", "Linux")
                .containsEntry("processor", "A CPU")
                .containsEntry("cores", 2)
                .containsEntry("physical_bytes", 32 * GIB)
                .containsEntry("usable_bytes", 16 * GIB)
                .containsEntry("heap_bytes", 2 * GIB)
                .containsEntry("instruction_sets", AVX2)
                .containsEntry("blas_core", "Zen")
                .containsEntry("settings", fast())
                .containsEntry("versions", Map.of("java", "17.0.15"))
                .containsEntry("gpus", List.of(Map.of("name", "A", "compute_capability", new BigDecimal("8.0"))))
                .containsEntry(
                        "disks",
                        List.of(Map.of(
                                "purpose", "runs", "directory", "/runs", "free_bytes", 5 * GIB, "writable", true)))
                .containsEntry(
                        "findings", List.of("A (compute capability 8.0): not used, this build trains on the CPU"))
                .hasSize(13);
    }

    @Test
    void everyLackOfHardwareIsOneLine() {
        MachineReport report = hardware(1, 2 * GIB, GIB, List.of("avx"), "Sandybridge");
        assertThat(report.findings())
                .containsExactly(
                        "One core only: logical workers take turns",
                        "Less than 3 GiB of memory: a run needs about 1 GiB beside its heap of 1.0 GiB",
                        "The processor has no AVX2: products are several times slower");
        assertThat(report.lines())
                .contains("processor    A CPU, 1 core")
                .endsWith("note         The processor has no AVX2: products are several times slower");
    }

    @Test
    void everyLackOfSettingsIsOneLine() {
        MachineReport report = software(Map.of("OMP_NUM_THREADS", "8"), Map.of("java", "21.0.1"));
        assertThat(report.findings())
                .containsExactly(
                        "OMP_WAIT_POLICY is not passive: training is 4 to 18 times slower; start with ./espalier",
                        "OMP_NUM_THREADS is not 1: slower, and results depend on it; start with ./espalier",
                        "OPENBLAS_NUM_THREADS is not 1: slower, and results depend on it; start with ./espalier",
                        "Java is 21.0.1: Spark 3.5 is made for Java 17 and nothing newer");
    }

    @Test
    void missingLibraryIsAFinding() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", "17.0.15");
        versions.put("spark", MachineReport.MISSING);
        assertThat(software(fast(), versions).findings())
                .containsExactly("No spark on the class path: build with mvn package and start with ./espalier");
    }

    @Test
    void heapThatLeavesNoNativeMemoryIsAFinding() {
        assertThat(hardware(2, 4 * GIB, 4 * GIB, AVX2, "Zen").findings())
                .containsExactly(
                        "The heap of 4.0 GiB leaves less than 1 GiB of 4.0 GiB for native memory: lower ESPALIER_HEAP");
    }

    @ParameterizedTest
    @CsvSource({"avx512f, SKYLAKEX", "fma, HASWELL"})
    void slowBlasCoreOnAFastProcessorIsAFinding(String more, String core) {
        assertThat(hardware(2, 16 * GIB, 2 * GIB, List.of("avx2", more), "Prescott")
                        .findings())
                .containsExactly("OpenBLAS takes its kernels for Prescott, several times slower than this processor: "
                        + "start with ./espalier, or set OPENBLAS_CORETYPE to " + core);
    }

    @Test
    void armHasNoAvx2AndLacksNothing() {
        assertThat(hardware(2, 16 * GIB, 2 * GIB, List.of("asimd"), "neoversen1")
                        .findings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3.7, true", "8.6, true", "3.5, false", "8.9, false", "9.0, false", "12.0, false"})
    void gpuOfAnotherCapabilityCantBeUsed(BigDecimal capability, boolean supported) {
        String verdict = supported
                ? "not used, this build trains on the CPU"
                : "can't be used, ND4J's CUDA builds hold code for 3.7 to 8.6 only; training is on the CPU";
        assertThat(devices(List.of(new Gpu("GPU A", Optional.of(capability))), List.of())
                        .findings())
                .containsExactly("GPU A (compute capability " + capability + "): " + verdict);
    }

    @Test
    void fullAndReadOnlyDisksAreFindings() {
        Disk full = new Disk("runs", "/full", 5, true);
        Disk locked = new Disk("shards", "/locked", 5 * GIB, false);
        assertThat(devices(List.of(), List.of(full, locked)).findings())
                .containsExactly("Less than 1 GiB free in /full (runs)", "Can't write to /locked (shards)");
    }

    @Test
    void whatIsUnknownIsNoFinding() {
        MachineReport report = new MachineReport(
                "Other",
                "unknown processor",
                2,
                Optional.empty(),
                16 * GIB,
                2 * GIB,
                List.of(),
                Optional.empty(),
                fast(),
                Map.of("java", "17"),
                List.of(),
                List.of());
        assertThat(report.findings()).isEmpty();
        assertThat(report.lines())
                .contains("instructions unknown", "memory       16.0 GiB, heap 2.0 GiB", "blas core    unknown");
        assertThat(report.toMap()).doesNotContainKeys("physical_bytes", "blas_core");
    }

    private static Map<String, String> fast() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("OMP_WAIT_POLICY", "passive");
        settings.put("OMP_NUM_THREADS", "1");
        settings.put("OPENBLAS_NUM_THREADS", "1");
        return settings;
    }

    private static MachineReport hardware(int cores, long usable, long heap, List<String> sets, String core) {
        return new MachineReport(
                "Linux",
                "A CPU",
                cores,
                Optional.of(32 * GIB),
                usable,
                heap,
                sets,
                Optional.of(core),
                fast(),
                Map.of("java", "17.0.15"),
                List.of(),
                List.of(new Disk("runs", "/runs", 5 * GIB, true)));
    }

    private static MachineReport software(Map<String, String> settings, Map<String, String> versions) {
        MachineReport good = hardware(2, 16 * GIB, 2 * GIB, AVX2, "Zen");
        return new MachineReport(
                good.system(),
                good.cpu(),
                good.cores(),
                good.physicalBytes(),
                good.usableBytes(),
                good.heapBytes(),
                good.instructionSets(),
                good.blasCore(),
                settings,
                versions,
                good.gpus(),
                good.disks());
    }

    private static MachineReport devices(List<Gpu> gpus, List<Disk> disks) {
        MachineReport good = hardware(2, 16 * GIB, 2 * GIB, AVX2, "Zen");
        return new MachineReport(
                good.system(),
                good.cpu(),
                good.cores(),
                good.physicalBytes(),
                good.usableBytes(),
                good.heapBytes(),
                good.instructionSets(),
                good.blasCore(),
                good.settings(),
                good.versions(),
                gpus,
                disks);
    }
}
