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
    private static final Map<String, String> FAST =
            Map.of("OMP_WAIT_POLICY", "passive", "OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1");

    @Test
    void goodMachineHasNoFindings() {
        MachineReport report = report(2, 16 * GIB, 2 * GIB, List.of("avx2"), FAST, "17.0.15", List.of());
        assertThat(report.findings()).isEmpty();
        assertThat(report.lines())
                .containsExactly(
                        "system       Linux",
                        "processor    A CPU, 2 cores",
                        "instructions avx2",
                        "memory       16.0 GiB (limited; the machine has 32.0 GiB), heap 2.0 GiB",
                        "blas core    chosen by OpenBLAS",
                        "setting      OMP_NUM_THREADS=1",
                        "setting      OMP_WAIT_POLICY=passive",
                        "setting      OPENBLAS_NUM_THREADS=1",
                        "version      java 17.0.15",
                        "gpu          none",
                        "disk         5.0 GiB free in /runs (runs)",
                        "note         nothing is missing");
    }

    @Test
    void coreTypeThatIsSetIsNamed() {
        Map<String, String> settings = new LinkedHashMap<>(FAST);
        settings.put("OPENBLAS_CORETYPE", "SKYLAKEX");
        MachineReport report = report(2, 16 * GIB, 2 * GIB, List.of("avx2"), settings, "17.0.15", List.of());
        assertThat(report.lines()).contains("blas core    SKYLAKEX");
        assertThat(report.toMap()).containsEntry("blas_core", "SKYLAKEX");
    }

    @Test
    void everyLackIsOneLine() {
        MachineReport report =
                report(1, 2 * GIB, GIB, List.of("avx"), Map.of("OMP_NUM_THREADS", "8"), "21.0.1", List.of());
        assertThat(report.findings())
                .containsExactly(
                        "OMP_WAIT_POLICY is not passive: training is 4 to 18 times slower; start with ./espalier",
                        "OMP_NUM_THREADS is not 1: slower, and results depend on it; start with ./espalier",
                        "OPENBLAS_NUM_THREADS is not 1: slower, and results depend on it; start with ./espalier",
                        "Java is 21.0.1: Spark 3.5 is made for Java 17 and nothing newer",
                        "One core only: logical workers take turns",
                        "Less than 3 GiB of memory: a run needs about 1 GiB beside its heap of 1.0 GiB",
                        "The processor has no AVX2: products are several times slower");
        assertThat(report.lines())
                .endsWith("note         The processor has no AVX2: products are several times slower");
        assertThat(report.toMap().get("findings")).isEqualTo(report.findings());
    }

    @Test
    void heapThatLeavesNoNativeMemoryIsAFinding() {
        assertThat(report(2, 4 * GIB, 4 * GIB, List.of("avx2"), FAST, "17", List.of())
                        .findings())
                .containsExactly(
                        "The heap of 4.0 GiB leaves less than 1 GiB of 4.0 GiB for native memory: lower ESPALIER_HEAP");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "3.7, 'not used, this build trains on the CPU'",
                "8.6, 'not used, this build trains on the CPU'",
                "3.5, 'can''t be used, ND4J''s CUDA builds hold code for 3.7 to 8.6 only; training is on the CPU'",
                "9.0, 'can''t be used, ND4J''s CUDA builds hold code for 3.7 to 8.6 only; training is on the CPU'",
                "12.0, 'can''t be used, ND4J''s CUDA builds hold code for 3.7 to 8.6 only; training is on the CPU'",
            })
    void gpuOfAnotherCapabilityCantBeUsed(BigDecimal capability, String verdict) {
        Gpu gpu = new Gpu("GPU A", Optional.of(capability));
        assertThat(report(2, 16 * GIB, 2 * GIB, List.of("avx2"), FAST, "17", List.of(gpu))
                        .findings())
                .containsExactly("GPU A (compute capability " + capability + "): " + verdict);
    }

    @Test
    void fullAndReadOnlyDisksAndMissingLibrariesAreFindings() {
        MachineReport report = new MachineReport(
                "Linux",
                "A CPU",
                2,
                Optional.empty(),
                16 * GIB,
                2 * GIB,
                List.of(),
                FAST,
                Map.of("java", "17.0.15", "spark", MachineReport.MISSING),
                List.of(),
                List.of(new Disk("runs", "/full", 5, true), new Disk("shards", "/locked", 5 * GIB, false)));
        assertThat(report.findings())
                .containsExactly(
                        "No spark on the class path: build with mvn package and start with ./espalier",
                        "Less than 1 GiB free in /full (runs)",
                        "Can't write to /locked (shards)");
        assertThat(report.toMap()).doesNotContainKey("physical_bytes");
        assertThat(report.lines()).contains("instructions unknown", "memory       16.0 GiB, heap 2.0 GiB");
    }

    private static MachineReport report(
            int cores,
            long usable,
            long heap,
            List<String> sets,
            Map<String, String> settings,
            String java,
            List<Gpu> gpus) {
        return new MachineReport(
                "Linux",
                "A CPU",
                cores,
                Optional.of(32 * GIB),
                usable,
                heap,
                sets,
                new java.util.TreeMap<>(settings),
                Map.of("java", java),
                gpus,
                List.of(new Disk("runs", "/runs", 5 * GIB, true)));
    }
}
