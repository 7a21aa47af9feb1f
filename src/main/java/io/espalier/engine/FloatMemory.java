package io.espalier.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Floats outside Java's heap, aligned to 64 bytes, zero at first.
 *
 * <p>Freed by {@link #close} and by nothing else: no finalizer, no reference queue. Must not be used after that. Not thread-safe.
 */
final class FloatMemory implements AutoCloseable {
    /** Floats of one memory, at most: buffers count their bytes in an int. */
    static final int MOST_FLOATS = (Integer.MAX_VALUE - 64) / Float.BYTES;

    private static final int ALIGNMENT = 64;

    private final int length;
    private final FloatPointer pointer;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    /** What must be freed; none in a view and after close. */
    private @Nullable Pointer allocation;

    /** Memory of its own for {@code length} floats, at most {@link #MOST_FLOATS}. */
    FloatMemory(long length) {
        if (length < 0 || length > MOST_FLOATS) {
            throw new IllegalArgumentException("Floats of a memory must be in [0, " + MOST_FLOATS + "]: " + length);
        }
        Pointer allocated = Pointer.calloc(1, length * Float.BYTES + ALIGNMENT);
        if (allocated == null || allocated.isNull()) {
            throw new OutOfMemoryError("No native memory for " + length + " floats");
        }
        long address = (allocated.address() + ALIGNMENT - 1) & -ALIGNMENT;
        this.length = (int) length;
        this.allocation = allocated;
        this.pointer = new FloatAddress(address, length);
        this.bytes =
                new ByteAddress(address, length * Float.BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
        this.floats = bytes.asFloatBuffer();
    }

    private FloatMemory(FloatMemory owner, int offset, int length) {
        this.length = length;
        this.pointer = new FloatAddress(owner.pointer.address() + (long) offset * Float.BYTES, length);
        this.bytes =
                owner.bytes.slice(offset * Float.BYTES, length * Float.BYTES).order(ByteOrder.nativeOrder());
        this.floats = bytes.asFloatBuffer();
    }

    /** A part of this memory, which stays its owner. */
    FloatMemory view(int offset, int viewLength) {
        if (offset < 0 || viewLength < 0 || offset > length - viewLength) {
            throw new IndexOutOfBoundsException(
                    "A view of " + viewLength + " floats at " + offset + " is not inside " + length);
        }
        return new FloatMemory(this, offset, viewLength);
    }

    int length() {
        return length;
    }

    /** The memory as native code takes it. */
    FloatPointer pointer() {
        return pointer;
    }

    /** The memory as vectors are read from it, in native order. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** The memory as single values are read from it. */
    FloatBuffer floats() {
        return floats;
    }

    /** Copies {@code count} values of an array, from {@code start} on, to the beginning of this memory. */
    void write(float[] from, int start, int count) {
        floats.put(0, from, start, count);
    }

    /** Copies {@code count} values from the beginning of this memory into an array, from {@code start} on. */
    void read(float[] into, int start, int count) {
        floats.get(0, into, start, count);
    }

    /** Sets the first {@code count} values to zero. */
    void clear(int count) {
        if (count < 0 || count > length) {
            throw new IndexOutOfBoundsException(count + " floats are not inside " + length);
        }
        Pointer.memset(pointer, 0, (long) count * Float.BYTES);
    }

    @Override
    public void close() {
        if (allocation != null) {
            Pointer.free(allocation);
            allocation = null;
        }
    }

    /** An address that somebody else owns. Made of the address: JavaCPP's own views drop an offset that a pointer has already. */
    private static final class FloatAddress extends FloatPointer {
        FloatAddress(long address, long length) {
            super((Pointer) null);
            this.address = address;
            this.limit = length;
            this.capacity = length;
        }
    }

    /** The same for bytes. */
    private static final class ByteAddress extends BytePointer {
        ByteAddress(long address, long length) {
            super((Pointer) null);
            this.address = address;
            this.limit = length;
            this.capacity = length;
        }
    }
}
