package io.espalier.dl4j;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Loads OpenBLAS and ends. Started as a process of its own with {@code OPENBLAS_VERBOSE=2}, it makes the library print the core type whose
 * kernels it chose: it says so only while it loads, and has no function for it that Java could call.
 */
public final class BlasCoreProbe {
    private BlasCoreProbe() {}

    /** Loads the library; takes no arguments. */
    public static void main(String[] arguments) {
        Loader.load(openblas_nolapack.class);
    }
}
