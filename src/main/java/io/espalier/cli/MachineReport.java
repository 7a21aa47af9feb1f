package io.espalier.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a machine offers to a run, and what it lacks.
 *
 * @param system operating system, version and architecture
 * @param cpu name of the processor
 * @param cores that this process may use
 * @param physicalBytes memory of the machine; empty where it can't be read
 * @param usableBytes memory that this process may use: a container's limit, else all
 * @param heapBytes largest Java heap of this process
 * @param instructionSets those that matter for speed, as the system names them: avx2, avx512f; empty where they can't be read
 * @param blasCore core type whose kernels OpenBLAS chose; empty where that is unknown
 * @param settings variables of the environment that decide about speed, those that are set
 * @param versions of java, spark, dl4j, nd4j native library, openblas; "missing" where the class path has none
 * @param gpus those that the driver's tool lists
 * @param disks the directories a run writes to
 */
record MachineReport(
        String system,
        String cpu,
        int cores,
        Optional<Long> physicalBytes,
        long usableBytes,
        long heapBytes,
        List<String> instructionSets,
        Optional<String> blasCore,
        Map<String, String> settings,
        Map<String, String> versions,
        List<Gpu> gpus,
        List<Disk> disks) {
    /** Stands for a version that was not found. */
    static final String MISSING = "missing";

    private static final BigDecimal FIRST_CUDA_CAPABILITY = new BigDecimal("3.7");
    private static final BigDecimal LAST_CUDA_CAPABILITY = new BigDecimal("8.6");
    private static final long GIB = 1L << 30;

    /** Core types of OpenBLAS whose kernels use AVX2 or more. */
    private static final Set<String> FAST_CORES = Set.of("Haswell", "Zen", "SkylakeX", "Cooperlake", "SapphireRapids");

    MachineReport {
        instructionSets = List.copyOf(instructionSets);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        gpus = List.copyOf(gpus);
        disks = List.copyOf(disks);
    }

    /**
     * A graphics processor.
     *
     * @param capability CUDA compute capability, such as 8.6; empty where the tool does not say
     */
    record Gpu(String name, Optional<BigDecimal> capability) {}

    /**
     * A directory that a run writes to.
     *
     * @param purpose what is written there
     */
    record Disk(String purpose, String directory, long freeBytes, boolean writable) {}

    /** What is missing or slow, one line each, with what to do about it; empty when all is well. */
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        versions.forEach((name, version) -> {
            if (version.equals(MISSING)) {
                findings.add("No " + name + " on the class path: build with mvn package and start with ./espalier");
            }
        });
        addSettings(findings);
        addHardware(findings);
        gpus.forEach(gpu -> findings.add(finding(gpu)));
        for (Disk disk : disks) {
            if (!disk.writable()) {
                findings.add("Can't write to " + disk.directory() + " (" + disk.purpose() + ")");
            } else if (disk.freeBytes() < GIB) {
                findings.add("Less than 1 GiB free in " + disk.directory() + " (" + disk.purpose() + ")");
            }
        }
        return findings;
    }

    private void addSettings(List<String> findings) {
        if (!"passive".equalsIgnoreCase(settings.get("OMP_WAIT_POLICY"))) {
            findings.add("OMP_WAIT_POLICY is not passive: training is 4 to 18 times slower; start with ./espalier");
        }
        for (String threads : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            if (!"1".equals(settings.get(threads))) {
                findings.add(threads + " is not 1: slower, and results depend on it; start with ./espalier");
            }
        }
        if (!versions.getOrDefault("java", "").startsWith("17")) {
            findings.add("Java is " + versions.get("java") + ": Spark 3.5 is made for Java 17 and nothing newer");
        }
    }

    private void addHardware(List<String> findings) {
        if (cores < 2) {
            findings.add("One core only: logical workers take turns");
        }
        if (usableBytes < 3 * GIB) {
            findings.add("Less than 3 GiB of memory: a run needs about 1 GiB beside its heap of " + gib(heapBytes));
        } else if (heapBytes > usableBytes - GIB) {
            findings.add("The heap of " + gib(heapBytes) + " leaves less than 1 GiB of " + gib(usableBytes)
                    + " for native memory: lower ESPALIER_HEAP");
        }
        if (instructionSets.contains("avx2")) {
            blasCore.filter(core -> !FAST_CORES.contains(core))
                    .ifPresent(core -> findings.add("OpenBLAS takes its kernels for " + core
                            + ", several times slower than this processor: start with ./espalier, or set OPENBLAS_CORETYPE to "
                            + (instructionSets.contains("avx512f") ? "SKYLAKEX" : "HASWELL")));
        } else if (isX86()) {
            findings.add("The processor has no AVX2: products are several times slower");
        }
    }

    private static String finding(Gpu gpu) {
        boolean supported = gpu.capability()
                .filter(capability -> capability.compareTo(FIRST_CUDA_CAPABILITY) >= 0
                        && capability.compareTo(LAST_CUDA_CAPABILITY) <= 0)
                .isPresent();
        String capability = gpu.capability().map(BigDecimal::toPlainString).orElse("unknown");
        return gpu.name() + " (compute capability " + capability + "): "
                + (supported
                        ? "not used, this build trains on the CPU"
                        : "can't be used, ND4J's CUDA builds hold code for " + FIRST_CUDA_CAPABILITY + " to "
                                + LAST_CUDA_CAPABILITY + " only; training is on the CPU");
    }

    /** The report for people, one fact a line, findings last. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("system       " + system);
        lines.add("processor    " + cpu + ", " + cores + (cores == 1 ? " core" : " cores"));
        lines.add("instructions " + (instructionSets.isEmpty() ? "unknown" : String.join(" ", instructionSets)));
        lines.add("memory       " + memory());
        lines.add("blas core    " + blasCore.orElse("unknown"));
        settings.forEach((name, value) -> lines.add("setting      " + name + "=" + value));
        versions.forEach((name, version) -> lines.add("version      " + name + " " + version));
        lines.add("gpu          "
                + (gpus.isEmpty()
                        ? "none"
                        : String.join(", ", gpus.stream().map(Gpu::name).toList())));
        disks.forEach(disk -> lines.add("disk         " + gib(disk.freeBytes()) + " free in " + disk.directory() + " ("
                + disk.purpose() + ")"));
        List<String> findings = findings();
        findings.forEach(finding -> lines.add("note         " + finding));
        if (findings.isEmpty()) {
            lines.add("note         nothing is missing");
        }
        return lines;
    }

    /** The report as one JSON document: maps, lists, numbers and texts; sizes in bytes. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("system", system);
        map.put("processor", cpu);
        map.put("cores", cores);
        physicalBytes.ifPresent(bytes -> map.put("physical_bytes", bytes));
        map.put("usable_bytes", usableBytes);
        map.put("heap_bytes", heapBytes);
        map.put("instruction_sets", instructionSets);
        blasCore.ifPresent(core -> map.put("blas_core", core));
        map.put("settings", settings);
        map.put("versions", versions);
        map.put("gpus", gpus.stream().map(MachineReport::toMap).toList());
        map.put("disks", disks.stream().map(MachineReport::toMap).toList());
        map.put("findings", findings());
        return map;
    }

    private static Map<String, Object> toMap(Gpu gpu) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", gpu.name());
        gpu.capability().ifPresent(capability -> map.put("compute_capability", capability));
        return map;
    }

    private static Map<String, Object> toMap(Disk disk) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("purpose", disk.purpose());
        map.put("directory", disk.directory());
        map.put("free_bytes", disk.freeBytes());
        map.put("writable", disk.writable());
        return map;
    }

    private boolean isX86() {
        return instructionSets.stream().anyMatch(set -> set.startsWith("sse") || set.startsWith("avx"));
    }

    private String memory() {
        String limit = physicalBytes
                .filter(physical -> physical > usableBytes)
                .map(physical -> " (limited; the machine has " + gib(physical) + ")")
                .orElse("");
        return gib(usableBytes) + limit + ", heap " + gib(heapBytes);
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
    }
}
