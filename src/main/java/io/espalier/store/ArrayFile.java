package io.espalier.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Raw little-endian arrays: {@code .f32} holds IEEE 754 singles, {@code .f64} doubles, nothing else. All bits are kept,
 * those of NaN too.
 */
final class ArrayFile {
    private static final int CHUNK_VALUES = 1 << 14;

    private ArrayFile() {}

    static void writeFloats(float[] values, OutputStream out) throws IOException {
        byte[] bytes = new byte[CHUNK_VALUES * Float.BYTES];
        FloatBuffer chunk = littleEndian(bytes).asFloatBuffer();
        for (int start = 0; start < values.length; start += CHUNK_VALUES) {
            int count = Math.min(CHUNK_VALUES, values.length - start);
            chunk.clear().put(values, start, count);
            out.write(bytes, 0, count * Float.BYTES);
        }
    }

    /** All values of a file. */
    static float[] readFloats(Path file) throws IOException {
        float[] values = new float[Math.toIntExact(Files.size(file) / Float.BYTES)];
        byte[] bytes = new byte[CHUNK_VALUES * Float.BYTES];
        FloatBuffer chunk = littleEndian(bytes).asFloatBuffer();
        try (InputStream in = Files.newInputStream(file)) {
            for (int start = 0; start < values.length; start += CHUNK_VALUES) {
                int count = Math.min(CHUNK_VALUES, values.length - start);
                if (in.readNBytes(bytes, 0, count * Float.BYTES) < count * Float.BYTES) {
                    throw new EOFException(file + " became shorter while it was read");
                }
                chunk.clear().get(values, start, count);
            }
        }
        return values;
    }

    /** Writes small arrays one after the other. */
    static void writeDoubles(List<double[]> arrays, OutputStream out) throws IOException {
        for (double[] array : arrays) {
            byte[] bytes = new byte[array.length * Double.BYTES];
            littleEndian(bytes).asDoubleBuffer().put(array);
            out.write(bytes);
        }
    }

    /** All values of a small file. */
    static double[] readDoubles(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        double[] values = new double[bytes.length / Double.BYTES];
        littleEndian(bytes).asDoubleBuffer().get(values);
        return values;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
