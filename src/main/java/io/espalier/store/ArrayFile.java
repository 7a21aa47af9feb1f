package io.espalier.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Raw little-endian arrays: {@code .f32} holds IEEE 754 singles, {@code .f64} doubles, nothing else. NaN bits are kept. */
final class ArrayFile {
    private static final int CHUNK_BYTES = 1 << 16;

    private ArrayFile() {}

    static void writeFloats(float[] values, OutputStream out) throws IOException {
        ByteBuffer chunk = chunk();
        for (float value : values) {
            chunk.putInt(Float.floatToRawIntBits(value));
            drainIfFull(chunk, out);
        }
        drain(chunk, out);
    }

    static void writeDoubles(List<double[]> arrays, OutputStream out) throws IOException {
        ByteBuffer chunk = chunk();
        for (double[] array : arrays) {
            for (double value : array) {
                chunk.putLong(Double.doubleToRawLongBits(value));
                drainIfFull(chunk, out);
            }
        }
        drain(chunk, out);
    }

    /** All values of a file. */
    static float[] readFloats(Path file) throws IOException {
        float[] values = new float[Math.toIntExact(Files.size(file) / Float.BYTES)];
        try (InputStream in = Files.newInputStream(file)) {
            ByteBuffer chunk = filled(in);
            for (int i = 0; i < values.length; i++) {
                if (!chunk.hasRemaining()) {
                    chunk = filled(in);
                }
                values[i] = Float.intBitsToFloat(chunk.getInt());
            }
        }
        return values;
    }

    /** All values of a file. */
    static double[] readDoubles(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[bytes.remaining() / Double.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.longBitsToDouble(bytes.getLong());
        }
        return values;
    }

    private static ByteBuffer chunk() {
        return ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer filled(InputStream in) throws IOException {
        return ByteBuffer.wrap(in.readNBytes(CHUNK_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void drainIfFull(ByteBuffer chunk, OutputStream out) throws IOException {
        if (!chunk.hasRemaining()) {
            drain(chunk, out);
        }
    }

    private static void drain(ByteBuffer chunk, OutputStream out) throws IOException {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
    }
}
