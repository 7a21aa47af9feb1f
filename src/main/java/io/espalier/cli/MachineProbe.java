package io.espalier.cli;

import io.espalier.cli.MachineReport.Disk;
import io.espalier.cli.MachineReport.Gpu;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;

/** Looks at this machine. What a system does not offer, such as {@code /proc}, stays empty. */
final class MachineProbe {
    private static final List<String> SETTINGS = List.of(
            "OMP_WAIT_POLICY",
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "OPENBLAS_CORETYPE",
            "SPARK_HOME",
            "JAVA_HOME");
    private static final List<String> INSTRUCTION_SETS = List.of(
            "sse4_2", "avx", "fma", "avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16", "asimd", "sve");
    private static final long SECONDS_FOR_A_COMMAND = 10;

    private final Path root;
    private final Map<String, String> environment;
    private final Supplier<Optional<String>> blasCore;

    /**
     * A probe.
     *
     * @param root of the file system where {@code proc} is
     * @param environment of the process
     */
    MachineProbe(Path root, Map<String, String> environment) {
        this(root, environment, BlasCore::find);
    }

    /** A probe that learns the core type of OpenBLAS elsewhere. */
    MachineProbe(Path root, Map<String, String> environment, Supplier<Optional<String>> blasCore) {
        this.root = root;
        this.environment = Map.copyOf(environment);
        this.blasCore = blasCore;
    }

    /**
     * Looks now.
     *
     * @param output directory under which runs are written
     */
    MachineReport report(Path output) {
        Map<String, String> cpu = firstProcessor();
        return new MachineReport(
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                cpu.getOrDefault("model name", "unknown processor"),
                Runtime.getRuntime().availableProcessors(),
                physicalBytes(),
                usableBytes(),
                Runtime.getRuntime().maxMemory(),
                instructionSets(cpu),
                blasCore.get(),
                settings(),
                versions(),
                gpus(),
                List.of(disk("runs", output), disk("shards", Path.of(System.getProperty("java.io.tmpdir")))));
    }

    /** The instruction sets of the processor that matter for speed; empty where they can't be read. */
    List<String> instructionSets() {
        return instructionSets(firstProcessor());
    }

    private Map<String, String> firstProcessor() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : lines(root.resolve("proc/cpuinfo"))) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                break; // an empty line ends the first processor
            }
            fields.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return fields;
    }

    /** The flags of x86, or the features of arm64, that matter. */
    private static List<String> instructionSets(Map<String, String> cpu) {
        String flags = cpu.getOrDefault("flags", cpu.getOrDefault("Features", ""));
        List<String> all = Arrays.asList(flags.split(" ", -1));
        return INSTRUCTION_SETS.stream().filter(all::contains).toList();
    }

    private Optional<Long> physicalBytes() {
        return lines(root.resolve("proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst();
    }

    /** Java's own figure: it knows the limits of control groups. */
    private static long usableBytes() {
        try {
            Object bytes = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "TotalMemorySize");
            return ((Number) bytes).longValue();
        } catch (JMException e) {
            throw new IllegalStateException("This Java does not say how much memory there is", e);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : SETTINGS) {
            Optional.ofNullable(environment.get(name)).ifPresent(value -> settings.put(name, value));
        }
        return settings;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", System.getProperty("java.version"));
        versions.put("spark", version("org.apache.spark/spark-core_2.12"));
        versions.put("dl4j", version("org.deeplearning4j/deeplearning4j-nn"));
        versions.put("nd4j", version("org.nd4j/nd4j-native"));
        versions.put("openblas", version("org.bytedeco/openblas"));
        return versions;
    }

    /** The version that Maven wrote into a library's jar. */
    private static String version(String artifact) {
        String resource = "META-INF/maven/" + artifact + "/pom.properties";
        try (InputStream stream = MachineProbe.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                return MachineReport.MISSING;
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version", MachineReport.MISSING);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + resource, e);
        }
    }

    private List<Gpu> gpus() {
        String query = output("nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader");
        return query.lines()
                .filter(line -> !line.isBlank())
                .map(MachineProbe::gpu)
                .toList();
    }

    /** One line of the query: the name, a comma, the capability. */
    private static Gpu gpu(String line) {
        int comma = line.lastIndexOf(',');
        String capability = line.substring(comma + 1).strip();
        boolean known = comma > 0 && capability.matches("\\d+\\.\\d+");
        return known
                ? new Gpu(line.substring(0, comma).strip(), Optional.of(new BigDecimal(capability)))
                : new Gpu(line.strip(), Optional.empty());
    }

    /** What a program prints; nothing where it does not exist or fails. */
    private String output(String... command) {
        Optional<Path> program = Arrays.stream(
                        environment.getOrDefault("PATH", "").split(":", -1))
                .map(directory -> Path.of(directory, command[0]))
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty()) {
            return "";
        }
        List<String> full = new ArrayList<>(List.of(command));
        full.set(0, program.get().toString());
        try {
            Process process = new ProcessBuilder(full)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(SECONDS_FOR_A_COMMAND, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "";
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? text : "";
        } catch (IOException e) {
            throw new UncheckedIOException("Can't start " + full, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static Disk disk(String purpose, Path directory) {
        Path existing = directory.toAbsolutePath().normalize();
        while (Files.notExists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            FileStore store = Files.getFileStore(existing);
            return new Disk(purpose, existing.toString(), store.getUsableSpace(), Files.isWritable(existing));
        } catch (IOException e) {
            throw new UncheckedIOException("Can't look at the disk of " + existing, e);
        }
    }

    private static List<String> lines(Path file) {
        if (!Files.isReadable(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + file, e);
        }
    }
}
