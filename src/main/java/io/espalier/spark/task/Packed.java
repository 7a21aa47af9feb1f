package io.espalier.spark.task;

import io.espalier.trainer.FloatArrays;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A serialised value whose large arrays of numbers lie beside the rest as they lie in memory: a stream of Java's would copy them several
 * times, and that is what the way of a network's weights takes longest for.
 *
 * <p>In bytes, little-endian: number of arrays; of each its kind (byte) and length; their values; the rest.
 */
public final class Packed {
    /** Bytes of an array from which it lies beside the rest. */
    private static final int LARGE = 1 << 12;
    /** Bytes that are copied at once: small enough for the processor's cache. */
    private static final int BLOCK_BYTES = 1 << 16;

    private final List<Object> arrays;
    private final byte[] rest;

    private Packed(List<Object> arrays, byte[] rest) {
        this.arrays = arrays;
        this.rest = rest;
    }

    /** Packs a value. Arrays are not copied before it is written. */
    public static Packed of(Serializable value) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try (ArraysOut out = new ArraysOut(rest)) {
            out.writeObject(value);
            out.flush();
            return new Packed(out.arrays, rest.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that are written: less than 2 GB where they have to lie in one buffer. */
    int size() {
        int size = headBytes();
        for (Object array : arrays) {
            size = Math.addExact(size, Numbers.of(array).bytes(array));
        }
        return Math.addExact(size, rest.length);
    }

    /** Writes it from the buffer's position to its limit, which lies {@link #size} bytes behind. */
    void write(ByteBuffer into) {
        writeHead(into);
        for (Object array : arrays) {
            Numbers numbers = Numbers.of(array);
            numbers.put(array, 0, numbers.length(array), into.slice().order(ByteOrder.LITTLE_ENDIAN));
            into.position(into.position() + numbers.bytes(array));
        }
        into.put(rest);
    }

    /** Writes it to a channel that blocks, of any size. */
    public void write(WritableByteChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(headBytes());
        writeHead(head);
        writeFully(channel, head.flip());
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Object array : arrays) {
            Numbers numbers = Numbers.of(array);
            int most = BLOCK_BYTES / numbers.width;
            for (int done = 0; done < numbers.length(array); done += most) {
                int now = Math.min(most, numbers.length(array) - done);
                numbers.put(array, done, now, block.clear());
                writeFully(channel, block.rewind().limit(now * numbers.width));
            }
        }
        writeFully(channel, ByteBuffer.wrap(rest));
    }

    private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private int headBytes() {
        return Integer.BYTES + Math.multiplyExact(arrays.size(), Byte.BYTES + Integer.BYTES);
    }

    private void writeHead(ByteBuffer into) {
        into.order(ByteOrder.LITTLE_ENDIAN).putInt(arrays.size());
        for (Object array : arrays) {
            Numbers numbers = Numbers.of(array);
            into.put((byte) numbers.ordinal()).putInt(numbers.length(array));
        }
    }

    /**
     * Reads what was written.
     *
     * @param size of it, in bytes
     */
    public static Packed read(InputStream stream, long size) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        List<Object> arrays = new ArrayList<>();
        int count = Integer.reverseBytes(in.readInt());
        long left = size - Integer.BYTES;
        for (int i = 0; i < count; i++) {
            Numbers numbers = Numbers.values()[in.readByte()];
            Object array = numbers.make(Integer.reverseBytes(in.readInt()));
            left -= Byte.BYTES + Integer.BYTES + numbers.bytes(array);
            arrays.add(array);
        }
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Object array : arrays) {
            Numbers numbers = Numbers.of(array);
            int most = block.capacity() / numbers.width;
            for (int done = 0; done < numbers.length(array); done += most) {
                int now = Math.min(most, numbers.length(array) - done);
                in.readFully(block.array(), 0, now * numbers.width);
                numbers.get(array, done, now, block.clear());
            }
        }
        byte[] rest = new byte[Math.toIntExact(left)];
        in.readFully(rest);
        return new Packed(arrays, rest);
    }

    /** The value, by the classes of the thread's application. Once: it owns the arrays. */
    public Object value() {
        try (ArraysIn in = new ArraysIn(new ByteArrayInputStream(rest), arrays)) {
            return in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Driver and executors have other versions of Espalier", e);
        }
    }

    /** Stands for an array that lies beside. */
    private record Place(int number) implements Serializable {}

    /** In place of {@link FloatArrays}, which would write its numbers into the stream. */
    private static final class Floats implements Serializable {
        private static final long serialVersionUID = 1L;

        private final float[][] arrays;

        Floats(float[][] arrays) {
            this.arrays = arrays;
        }
    }

    /** Puts large arrays beside. */
    private static final class ArraysOut extends ObjectOutputStream {
        private final List<Object> arrays = new ArrayList<>();

        ArraysOut(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof FloatArrays floats) {
                return new Floats(floats.all());
            }
            if (Numbers.isArray(object) && Numbers.of(object).bytes(object) >= LARGE) {
                arrays.add(object);
                return new Place(arrays.size() - 1);
            }
            return object;
        }
    }

    /** Takes them from there. */
    private static final class ArraysIn extends ObjectInputStream {
        private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
        private final List<Object> arrays;

        ArraysIn(InputStream in, List<Object> arrays) throws IOException {
            super(in);
            this.arrays = arrays;
            enableResolveObject(true);
        }

        @Override
        protected Object resolveObject(Object object) {
            if (object instanceof Floats floats) {
                return new FloatArrays(floats.arrays);
            }
            return object instanceof Place place ? arrays.get(place.number()) : object;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                // Of a primitive type.
                return super.resolveClass(description);
            }
        }
    }

    /** Kinds of arrays that lie beside. */
    private enum Numbers {
        FLOATS(Float.BYTES) {
            @Override
            Object make(int length) {
                return new float[length];
            }

            @Override
            int length(Object array) {
                return ((float[]) array).length;
            }

            @Override
            void put(Object array, int first, int count, ByteBuffer into) {
                into.asFloatBuffer().put((float[]) array, first, count);
            }

            @Override
            void get(Object array, int first, int count, ByteBuffer from) {
                from.asFloatBuffer().get((float[]) array, first, count);
            }
        },
        SHORTS(Short.BYTES) {
            @Override
            Object make(int length) {
                return new short[length];
            }

            @Override
            int length(Object array) {
                return ((short[]) array).length;
            }

            @Override
            void put(Object array, int first, int count, ByteBuffer into) {
                into.asShortBuffer().put((short[]) array, first, count);
            }

            @Override
            void get(Object array, int first, int count, ByteBuffer from) {
                from.asShortBuffer().get((short[]) array, first, count);
            }
        },
        BYTES(Byte.BYTES) {
            @Override
            Object make(int length) {
                return new byte[length];
            }

            @Override
            int length(Object array) {
                return ((byte[]) array).length;
            }

            @Override
            void put(Object array, int first, int count, ByteBuffer into) {
                into.put((byte[]) array, first, count);
            }

            @Override
            void get(Object array, int first, int count, ByteBuffer from) {
                from.get((byte[]) array, first, count);
            }
        };

        /** Bytes of a value. */
        private final int width;

        Numbers(int width) {
            this.width = width;
        }

        static boolean isArray(Object object) {
            return object instanceof float[] || object instanceof short[] || object instanceof byte[];
        }

        static Numbers of(Object array) {
            if (array instanceof float[]) {
                return FLOATS;
            }
            return array instanceof short[] ? SHORTS : BYTES;
        }

        int bytes(Object array) {
            return Math.multiplyExact(length(array), width);
        }

        abstract Object make(int length);

        abstract int length(Object array);

        /** Copies values of the array to the buffer's beginning. */
        abstract void put(Object array, int first, int count, ByteBuffer into);

        /** Copies values from the buffer's beginning. */
        abstract void get(Object array, int first, int count, ByteBuffer from);
    }
}
