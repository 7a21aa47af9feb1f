package io.espalier.engine;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** The native library oneDNN: whether it is there, and what its calls answer. */
final class OneDnn {
    private static final boolean AVAILABLE = load();

    private OneDnn() {}

    /** Whether the library is there for this platform. */
    static boolean available() {
        return AVAILABLE;
    }

    private static boolean load() {
        try {
            Loader.load(dnnl.class);
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** Throws unless a native call succeeded; {@code call} says which. */
    static void requireSuccess(int status, String call) {
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN's " + call + " failed with status " + status);
        }
    }
}
