package io.espalier.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What products of matrices can reach on this machine: those of 2048 x 2048 in single precision, on all cores, by the fastest library with
 * its fastest kernels. No training can be faster, as its work is mostly products of smaller matrices.
 *
 * @param gflops billions of operations a second
 * @param library that reached it, with the kernels that it was told to take
 */
public record MatrixLimit(double gflops, String library) {
    private static final long SECONDS = 120;

    /** Variables that a process inherits and that are to decide about kernels and threads only where we set them. */
    private static final List<String> VARIABLES = List.of(
            "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OMP_WAIT_POLICY");

    /**
     * Measures it, each library and kernel type in a process of its own, one after the other.
     *
     * @param coreTypes values of OPENBLAS_CORETYPE whose kernels this machine can run; OpenBLAS's own choice is tried too
     * @param progress told a line a measurement
     */
    public static MatrixLimit measure(List<String> coreTypes, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<MatrixLimit> limits = new ArrayList<>();
        limits.add(measure(MatrixProduct.Library.ONEDNN, "oneDNN", Map.of()));
        limits.add(measure(MatrixProduct.Library.OPENBLAS, "OpenBLAS", Map.of()));
        for (String coreType : coreTypes) {
            limits.add(measure(
                    MatrixProduct.Library.OPENBLAS, "OpenBLAS " + coreType, Map.of("OPENBLAS_CORETYPE", coreType)));
        }
        limits.forEach(limit -> progress.accept("products  " + limit.line()));
        return limits.stream()
                .max(Comparator.comparingDouble(MatrixLimit::gflops))
                .orElseThrow();
    }

    private static MatrixLimit measure(MatrixProduct.Library library, String name, Map<String, String> variables)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MatrixProduct.class.getName(),
                        library.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        String cores = Integer.toString(Runtime.getRuntime().availableProcessors());
        builder.environment().keySet().removeAll(VARIABLES);
        builder.environment().put("OMP_NUM_THREADS", cores);
        builder.environment().put("OPENBLAS_NUM_THREADS", cores);
        builder.environment().putAll(variables);
        return new MatrixLimit(Double.parseDouble(output(builder, name)), name);
    }

    private static String output(ProcessBuilder builder, String name) throws IOException, InterruptedException {
        Process process = builder.start();
        process.getOutputStream().close();
        // It writes a line, which the pipe holds.
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    "The product of matrices by " + name + (ended ? " failed: " : " hangs: ") + builder.command());
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%.0f GFLOP/s at %d x %d x %d on all cores (%s)",
                gflops,
                MatrixProduct.SIZE,
                MatrixProduct.SIZE,
                MatrixProduct.SIZE,
                library);
    }
}
