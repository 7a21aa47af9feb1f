package io.espalier.trainer;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Arrays of floats in what travels between driver and executors. By themselves they are serialized float by float, which takes
 * longer than in blocks, and each round waits for it. Owns its arrays.
 */
public final class FloatArrays implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BLOCK_BYTES = 1 << 16;

    /** Not final for {@link #readObject} alone. */
    private transient float[][] arrays;

    /** Arrays, which it owns from now on. */
    public FloatArrays(float[]... arrays) {
        this.arrays = arrays;
    }

    /** The arrays themselves. */
    public float[][] all() {
        return arrays;
    }

    /** The only array of one. */
    float[] single() {
        return arrays[0];
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = block.asFloatBuffer();
        out.writeInt(arrays.length);
        for (float[] array : arrays) {
            out.writeInt(array.length);
            for (int done = 0; done < array.length; done += floats.position()) {
                floats.clear();
                floats.put(array, done, Math.min(floats.capacity(), array.length - done));
                out.write(block.array(), 0, floats.position() * Float.BYTES);
            }
        }
    }

    private void readObject(ObjectInputStream in) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = block.asFloatBuffer();
        arrays = new float[in.readInt()][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new float[in.readInt()];
            for (int done = 0; done < arrays[i].length; done += floats.position()) {
                int count = Math.min(floats.capacity(), arrays[i].length - done);
                in.readFully(block.array(), 0, count * Float.BYTES);
                floats.clear();
                floats.get(arrays[i], done, count);
            }
        }
    }
}
