package io.espalier.dl4j;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A float INDArray that owns its whole buffer, read and written in bulk from Java arrays.
 *
 * <p>The one place where raw memory of ND4J is touched. Every copy checks its bounds against the buffer: ND4J's own {@code assign}
 * between arrays of different length corrupts native memory. Must not be used after the INDArray was closed. Not thread-safe.
 */
final class HostArray {
    private final INDArray array;
    private final FloatBuffer buffer;

    /** A view of all values of an array, in the order in which they lie in its buffer. */
    HostArray(INDArray array) {
        if (array.data().offset() != 0 || array.data().length() != array.length()) {
            throw new IllegalStateException("Array of " + array.length() + " values lies in a buffer of "
                    + array.data().length() + " at " + array.data().offset());
        }
        this.array = array;
        this.buffer = array.data().asNioFloat();
        if (buffer.capacity() != array.length()) {
            throw new IllegalStateException("Buffer of " + array.length() + " values shows " + buffer.capacity());
        }
    }

    INDArray array() {
        return array;
    }

    /** Writes {@code count} values of {@code from}, beginning at {@code start}, to the array's beginning. */
    void write(float[] from, int start, int count) {
        onHost();
        buffer.put(0, from, start, count);
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    /** Reads {@code count} values from the array's beginning into {@code into}, beginning at {@code start}. */
    void read(float[] into, int start, int count) {
        onHost();
        buffer.get(0, into, start, count);
    }

    /** Sets single values to zero. */
    void zero(int[] positions) {
        onHost();
        for (int position : positions) {
            buffer.put(position, 0);
        }
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }

    /** Brings the values from an accelerator where ND4J keeps them there; nothing on a CPU. */
    private void onHost() {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    }
}
