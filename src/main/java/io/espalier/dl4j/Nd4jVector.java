package io.espalier.dl4j;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;

/**
 * Reads a vector in ND4J's binary format without ND4J.
 *
 * <p>ND4J believes every length that a file states and allocates it outside the heap; here the length is known before. The format is
 * two buffers, shape information and values, each with an allocation mode, a length and a type before it; big-endian.
 */
final class Nd4jVector {
    /** Modes of files written before 1.0.0-beta, in which lengths are ints. */
    private static final Set<String> OLD_MODES = Set.of("DIRECT", "HEAP", "JAVACPP");

    private static final Set<String> MODES = Set.of("LONG_SHAPE", "MIXED_DATA_TYPES");
    private static final int MOST_AXES = 32;

    private Nd4jVector() {}

    private record Header(long length, String type) {}

    /**
     * Reads a vector of floats or doubles as floats.
     *
     * @param length values that it must have, whatever its shape
     * @throws IllegalArgumentException that says what is wrong, beginning with a verb
     */
    static float[] read(DataInputStream in, int length) throws IOException {
        boolean doubles = readHeaders(in, length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = doubles ? (float) in.readDouble() : in.readFloat();
        }
        return values;
    }

    /** As {@link #read}, without rounding doubles. */
    static double[] readDoubles(DataInputStream in, int length) throws IOException {
        boolean doubles = readHeaders(in, length);
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = doubles ? in.readDouble() : in.readFloat();
        }
        return values;
    }

    /** Reads up to the first value; returns whether values are doubles. */
    private static boolean readHeaders(DataInputStream in, int length) throws IOException {
        long shaped = shapedLength(in);
        Header header = header(in);
        if (shaped != length || header.length != length) {
            throw new IllegalArgumentException(
                    "has " + header.length + " values in a shape of " + shaped + ", the configuration needs " + length);
        }
        if (!header.type.equals("FLOAT") && !header.type.equals("DOUBLE")) {
            throw new IllegalArgumentException(
                    "has values of the type " + header.type + "; supported are FLOAT and DOUBLE");
        }
        return header.type.equals("DOUBLE");
    }

    private static long shapedLength(DataInputStream in) throws IOException {
        Header header = header(in);
        boolean longs = header.type.equals("LONG");
        if (!longs && !header.type.equals("INT") || header.length < 1 || header.length > 2 * MOST_AXES + 4) {
            throw new IllegalArgumentException("is no array of ND4J");
        }
        long[] shape = new long[(int) header.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = longs ? in.readLong() : in.readInt();
        }
        if (shape[0] < 0 || shape[0] >= shape.length) {
            throw new IllegalArgumentException("is no array of ND4J");
        }
        long product = 1;
        for (int axis = 1; axis <= shape[0]; axis++) {
            product = saturatedProduct(product, shape[axis]);
        }
        return product;
    }

    private static long saturatedProduct(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    private static Header header(DataInputStream in) throws IOException {
        String mode = in.readUTF();
        if (!OLD_MODES.contains(mode) && !MODES.contains(mode)) {
            throw new IllegalArgumentException("is no array of ND4J");
        }
        long length = OLD_MODES.contains(mode) ? in.readInt() : in.readLong();
        return new Header(length, in.readUTF());
    }
}
