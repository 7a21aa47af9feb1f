package io.espalier.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.dl4j.KernelProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kernels of OpenBLAS that give other bits than those of this JVM, as a machine of another family has them. */
public final class OtherKernels {
    /** Takes OpenBLAS's choice of kernels out of the environment of what follows. */
    public static final String LET_WORKERS_CHOOSE = "unset OPENBLAS_CORETYPE; exec \"$@\"";

    /** One without and one with AVX2: processors that OpenBLAS does not know get kernels like those of the first. */
    private static final List<String> CORE_TYPES = List.of("NEHALEM", "HASWELL");

    private OtherKernels() {}

    /** A value of OPENBLAS_CORETYPE with which a process has other kernels than this one; the test is skipped where there is none. */
    public static String coreType() throws IOException, InterruptedException {
        assumeThat(System.getProperty("os.arch")).as("kernels by name").isEqualTo("amd64");
        String here = KernelProbe.run().hash();
        for (String coreType : CORE_TYPES) {
            if (probe(coreType).filter(hash -> !hash.equals(here)).isPresent()) {
                return coreType;
            }
        }
        assumeThat(CORE_TYPES)
                .as("kernels that this processor has beside " + here)
                .isEmpty();
        throw new AssertionError("Skipped before");
    }

    /** The hash that a process of its own has; empty where the processor lacks what the kernels need. */
    private static Optional<String> probe(String coreType) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(EspalierProcess.java());
        command.addAll(List.of(EspalierProcess.QUICK_START, "-cp", EspalierProcess.classPath()));
        command.add(OtherKernels.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OPENBLAS_CORETYPE", coreType);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0
                ? output.lines().filter(line -> line.matches("[0-9a-f]{16}")).findFirst()
                : Optional.empty();
    }

    /** Prints the hash of this process. */
    public static void main(String[] arguments) {
        System.out.println(KernelProbe.run().hash());
    }
}
