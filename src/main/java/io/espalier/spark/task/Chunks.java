package io.espalier.spark.task;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * The rows of a partition in chunks, by the bucket that each row belongs to. A chunk is a record of the shuffle, because a record a row
 * costs ten times as much.
 *
 * @param <R> type of the rows
 * @param <C> type of the chunks
 */
abstract class Chunks<R, C> implements Iterator<Tuple2<Integer, C>> {
    private final Iterator<R> rows;
    private final Deque<Tuple2<Integer, C>> full = new ArrayDeque<>();
    private boolean flushed;

    /** Chunks of some rows, which are read as they are asked for. */
    Chunks(Iterator<R> rows) {
        this.rows = rows;
    }

    /** Puts a row into the chunk of its bucket, and emits that when it is full. */
    abstract void add(R row);

    /** Emits what is left, when there are no more rows. */
    abstract void flush();

    /** Gives away a chunk, which must not be written to any more. */
    final void emit(int bucket, C chunk) {
        full.add(new Tuple2<>(bucket, chunk));
    }

    @Override
    public final boolean hasNext() {
        while (full.isEmpty() && rows.hasNext()) {
            add(rows.next());
        }
        if (full.isEmpty() && !flushed) {
            flushed = true;
            flush();
        }
        return !full.isEmpty();
    }

    @Override
    public final Tuple2<Integer, C> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return full.remove();
    }
}
