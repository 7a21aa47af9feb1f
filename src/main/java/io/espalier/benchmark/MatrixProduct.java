package io.espalier.benchmark;

import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The speed of one product of square matrices in single precision, in a process of its own: a library chooses kernels and threads by
 * the environment that it finds when it is loaded. See {@link MatrixLimit}, which starts it.
 */
final class MatrixProduct {
    /** Rows and columns of the matrices. */
    static final int SIZE = 2048;

    private static final int PRODUCTS = 9;
    private static final int WARM_UP = 3;

    private MatrixProduct() {}

    /** A library that multiplies matrices. */
    enum Library {
        OPENBLAS {
            @Override
            void multiply(FloatPointer a, FloatPointer b, FloatPointer product) {
                openblas_nolapack.cblas_sgemm(
                        openblas_nolapack.CblasRowMajor,
                        openblas_nolapack.CblasNoTrans,
                        openblas_nolapack.CblasNoTrans,
                        SIZE,
                        SIZE,
                        SIZE,
                        1,
                        a,
                        SIZE,
                        b,
                        SIZE,
                        0,
                        product,
                        SIZE);
            }
        },
        ONEDNN {
            @Override
            void multiply(FloatPointer a, FloatPointer b, FloatPointer product) {
                int status = dnnl.dnnl_sgemm(PLAIN, PLAIN, SIZE, SIZE, SIZE, 1, a, SIZE, b, SIZE, 0, product, SIZE);
                if (status != dnnl.dnnl_success) {
                    throw new IllegalStateException("oneDNN's sgemm failed with status " + status);
                }
            }
        };

        private static final byte PLAIN = 'N';

        /** All three row-major, [SIZE x SIZE]; the product is overwritten. */
        abstract void multiply(FloatPointer a, FloatPointer b, FloatPointer product);
    }

    /**
     * Prints the median of nine products in billions of operations a second.
     *
     * @param arguments name of the library
     */
    public static void main(String[] arguments) {
        Library library = Library.valueOf(arguments[0]);
        FloatPointer a = matrix(0.5f);
        FloatPointer b = matrix(0.25f);
        FloatPointer product = matrix(0);
        double[] rates = new double[PRODUCTS];
        for (int i = -WARM_UP; i < PRODUCTS; i++) {
            long begun = System.nanoTime();
            library.multiply(a, b, product);
            double rate = 2.0 * SIZE * SIZE * SIZE / (System.nanoTime() - begun);
            if (i >= 0) {
                rates[i] = rate;
            }
        }
        if (product.get(0) != 0.125f * SIZE) {
            throw new IllegalStateException("Product of matrices is " + product.get(0));
        }
        System.out.println(Median.of(Arrays.stream(rates)));
    }

    private static FloatPointer matrix(float value) {
        FloatPointer matrix = new FloatPointer((long) SIZE * SIZE);
        for (long i = 0; i < (long) SIZE * SIZE; i++) {
            matrix.put(i, value);
        }
        return matrix;
    }
}
