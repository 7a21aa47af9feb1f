package io.espalier.data;

import java.io.Serializable;

/**
 * A part of a data set that can be read, again and again, on any machine that has the file.
 *
 * <p>It travels; it holds paths and columns, nothing open. Two readings give the same examples in the same order.
 */
public interface ExampleReader extends Serializable {
    /** What every example looks like; known when the reader is made. */
    ExampleFormat format();

    /**
     * Starts reading at the first example, in constant memory.
     *
     * @return examples in the order of the source; its {@code next} and this method throw a
     *     {@link io.espalier.UserException} that names file and row where something is wrong with the source
     */
    CloseableIterator<RawExample> open();
}
