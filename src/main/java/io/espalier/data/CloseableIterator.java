package io.espalier.data;

import java.util.Iterator;

/**
 * An iterator that holds something open, usually a file; whoever got it closes it, at the end or before.
 *
 * @param <T> what it walks over
 */
public interface CloseableIterator<T> extends Iterator<T>, AutoCloseable {
    /** Releases what is open; more calls do nothing. */
    @Override
    void close();
}
