package io.espalier.cli;

import io.espalier.dl4j.BlasCoreProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The core type whose kernels OpenBLAS chooses on this machine with this environment. */
final class BlasCore {
    private static final long SECONDS = 30;
    private static final String SAYS = "Core: ";

    /** The instruction set that a core type needs. */
    private static final Map<String, String> TYPES = new TreeMap<>(Map.of("HASWELL", "avx2", "SKYLAKEX", "avx512f"));

    private BlasCore() {}

    /**
     * The values of OPENBLAS_CORETYPE whose kernels a machine can run and that may be its fastest.
     *
     * @param instructionSets as {@link MachineReport} has them
     */
    static List<String> types(List<String> instructionSets) {
        return TYPES.entrySet().stream()
                .filter(type -> instructionSets.contains(type.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The core type, such as Haswell or SkylakeX; empty where OpenBLAS is not used. Costs the start of a small JVM. */
    static Optional<String> find() {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BlasCoreProbe.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("OPENBLAS_VERBOSE", "2");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return core(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // no process can be started here: unknown, and no reason to stop
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The core type in what the library prints. */
    static Optional<String> core(String output) {
        return output.lines()
                .filter(line -> line.startsWith(SAYS))
                .map(line -> line.substring(SAYS.length()).strip())
                .findFirst();
    }
}
