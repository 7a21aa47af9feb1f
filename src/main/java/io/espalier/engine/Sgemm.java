package io.espalier.engine;

import org.bytedeco.dnnl.global.dnnl;

/** Products of matrices by oneDNN. All are row-major and dense; sizes are checked before the call. */
final class Sgemm {
    private static final byte PLAIN = 'N';
    private static final byte TRANSPOSED = 'T';

    private Sgemm() {}

    /** {@code c[m x n] = a[m x k] b[n x k]'}. */
    static void multiplyTransposed(FloatMemory a, FloatMemory b, FloatMemory c, int m, int n, int k) {
        requireRoom(a, b, c, m, n, k);
        int status = dnnl.dnnl_sgemm(PLAIN, TRANSPOSED, m, n, k, 1, a.pointer(), k, b.pointer(), k, 0, c.pointer(), n);
        OneDnn.requireSuccess(status, "sgemm");
    }

    /** {@code c[m x n] = a[k x m]' b[k x n]}. */
    static void transposedMultiply(FloatMemory a, FloatMemory b, FloatMemory c, int m, int n, int k) {
        requireRoom(a, b, c, m, n, k);
        int status = dnnl.dnnl_sgemm(TRANSPOSED, PLAIN, m, n, k, 1, a.pointer(), m, b.pointer(), n, 0, c.pointer(), n);
        OneDnn.requireSuccess(status, "sgemm");
    }

    /** {@code c[m x n] = a[m x k] b[k x n]}, added to c where {@code adds}. */
    static void multiply(FloatMemory a, FloatMemory b, FloatMemory c, int m, int n, int k, boolean adds) {
        requireRoom(a, b, c, m, n, k);
        int status =
                dnnl.dnnl_sgemm(PLAIN, PLAIN, m, n, k, 1, a.pointer(), k, b.pointer(), n, adds ? 1 : 0, c.pointer(), n);
        OneDnn.requireSuccess(status, "sgemm");
    }

    private static void requireRoom(FloatMemory a, FloatMemory b, FloatMemory c, int m, int n, int k) {
        if (m < 1
                || n < 1
                || k < 1
                || a.length() < (long) m * k
                || b.length() < (long) k * n
                || c.length() < (long) m * n) {
            throw new IllegalArgumentException("A product of " + m + " x " + k + " and " + k + " x " + n
                    + " does not fit into " + a.length() + ", " + b.length() + " and " + c.length() + " floats");
        }
    }
}
