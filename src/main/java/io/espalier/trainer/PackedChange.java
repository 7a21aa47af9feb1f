package io.espalier.trainer;

import io.espalier.run.AveragingPlan.Wire;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A worker's change, or a slice of it, in the form in which it travels. Owns its arrays.
 *
 * <p>Slices begin at multiples of {@value #BLOCK} values; a slice has the bits that the whole has there, so that it does not matter
 * where a change is cut.
 */
public sealed interface PackedChange extends Serializable {
    /** Values that share one scale in the format int8: the scales add 0.1 % to the bytes. */
    int BLOCK = 4096;

    /** Packs values, which must not change from now on: they are not copied where they travel as they are. */
    static PackedChange of(Wire wire, float[] values) {
        return switch (wire) {
            case FLOAT32 -> new Float32(values);
            case FLOAT16 -> Float16.of(values);
            case INT8 -> Int8.of(values);
        };
    }

    /** Number of values. */
    int length();

    /** Bytes on the wire. */
    long bytes();

    /** Writes the values that arrive into the first {@link #length} elements. */
    default void unpack(float[] into) {
        unpack(0, length(), into);
    }

    /**
     * Writes some of the values that arrive into the first elements.
     *
     * @param first of the values, a multiple of {@link #BLOCK}
     */
    void unpack(int first, int count, float[] into);

    /** A slice; {@code from} is a multiple of {@link #BLOCK}. */
    PackedChange slice(int from, int to);

    private static void requireBlock(int from) {
        if (from % BLOCK != 0) {
            throw new IllegalArgumentException("A slice must begin at a multiple of " + BLOCK + ": " + from);
        }
    }

    /** Values as they are. */
    final class Float32 implements PackedChange {
        private static final long serialVersionUID = 1L;

        private final FloatArrays values;

        private Float32(float[] values) {
            this.values = new FloatArrays(values);
        }

        @Override
        public int length() {
            return values.single().length;
        }

        @Override
        public long bytes() {
            return (long) Float.BYTES * length();
        }

        @Override
        public void unpack(int first, int count, float[] into) {
            requireBlock(first);
            System.arraycopy(values.single(), first, into, 0, count);
        }

        @Override
        public PackedChange slice(int from, int to) {
            requireBlock(from);
            return new Float32(Arrays.copyOfRange(values.single(), from, to));
        }
    }

    /** Half precision: 11 significant bits, magnitudes from 6e-8 to 65504. A larger change arrives as infinity and ends the run. */
    final class Float16 implements PackedChange {
        private static final long serialVersionUID = 1L;

        private final short[] halves;

        private Float16(short[] halves) {
            this.halves = halves;
        }

        private static Float16 of(float[] values) {
            short[] halves = new short[values.length];
            for (int i = 0; i < halves.length; i++) {
                halves[i] = Half.of(values[i]);
            }
            return new Float16(halves);
        }

        @Override
        public int length() {
            return halves.length;
        }

        @Override
        public long bytes() {
            return (long) Short.BYTES * halves.length;
        }

        @Override
        public void unpack(int first, int count, float[] into) {
            requireBlock(first);
            for (int i = 0; i < count; i++) {
                into[i] = Half.toFloat(halves[first + i]);
            }
        }

        @Override
        public PackedChange slice(int from, int to) {
            requireBlock(from);
            return new Float16(Arrays.copyOfRange(halves, from, to));
        }
    }

    /**
     * A byte a value: round(value / scale) with scale = largest magnitude of the block / 127. A block with a value that is not finite
     * has that as its scale, and arrives as NaN: it ends the run. A block below 127 times the smallest normal float arrives as zeros:
     * its scale would be too coarse for a byte.
     */
    final class Int8 implements PackedChange {
        private static final long serialVersionUID = 1L;
        private static final int LEVELS = 127;

        private final int length;
        /** Block after block: its scale, then its bytes. */
        private final byte[] blocks;

        private Int8(int length, byte[] blocks) {
            this.length = length;
            this.blocks = blocks;
        }

        private static Int8 of(float[] values) {
            ByteBuffer out = ByteBuffer.allocate(start(values.length));
            for (int first = 0; first < values.length; first += BLOCK) {
                int end = Math.min(values.length, first + BLOCK);
                float scale = scale(values, first, end);
                out.putFloat(scale);
                for (int i = first; i < end; i++) {
                    out.put((byte) (scale == 0 ? 0 : Math.rint(values[i] / scale)));
                }
            }
            return new Int8(values.length, out.array());
        }

        private static float scale(float[] values, int from, int to) {
            float largest = 0;
            for (int i = from; i < to; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            float scale = largest / LEVELS;
            return scale < Float.MIN_NORMAL ? 0 : scale;
        }

        /** Where the byte of a block's first value lies, or would lie behind the last, with its scale before it. */
        private static int start(int values) {
            return values + Float.BYTES * ((values + BLOCK - 1) / BLOCK);
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public long bytes() {
            return blocks.length;
        }

        @Override
        public void unpack(int first, int count, float[] into) {
            requireBlock(first);
            ByteBuffer in = ByteBuffer.wrap(blocks).position(start(first));
            for (int begin = 0; begin < count; begin += BLOCK) {
                float scale = in.getFloat();
                int end = Math.min(count, begin + BLOCK);
                for (int i = begin; i < end; i++) {
                    into[i] = in.get() * scale;
                }
            }
        }

        @Override
        public PackedChange slice(int from, int to) {
            requireBlock(from);
            return new Int8(to - from, Arrays.copyOfRange(blocks, start(from), start(from) + start(to - from)));
        }
    }
}
