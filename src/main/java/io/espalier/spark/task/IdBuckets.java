package io.espalier.spark.task;

import io.espalier.Hashing;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * The ids of a table, in chunks, by bucket: equal ids come into one bucket. A chunk is a record of the shuffle, because a record an id
 * costs ten times as much.
 */
public final class IdBuckets implements PairFlatMapFunction<Iterator<InternalRow>, Integer, long[]> {
    private static final long serialVersionUID = 1L;
    private static final int CHUNK = 1024;
    /** Another seed than that of any selection: nothing follows from a bucket. */
    private static final long SEED = 0;

    private final int buckets;

    /** A task that fills some buckets. */
    public IdBuckets(int buckets) {
        this.buckets = buckets;
    }

    @Override
    public Iterator<Tuple2<Integer, long[]>> call(Iterator<InternalRow> rows) {
        return new Chunks(rows, buckets);
    }

    /** The bucket of an id. */
    static int bucket(long id, int buckets) {
        return (int) ((Hashing.hash(id, SEED) >>> Integer.SIZE) * buckets >>> Integer.SIZE);
    }

    private static final class Chunks implements Iterator<Tuple2<Integer, long[]>> {
        private final Iterator<InternalRow> rows;
        private final long[][] filling;
        private final int[] filled;
        private final Deque<Tuple2<Integer, long[]>> full = new ArrayDeque<>();
        private boolean flushed;

        Chunks(Iterator<InternalRow> rows, int buckets) {
            this.rows = rows;
            this.filling = new long[buckets][CHUNK];
            this.filled = new int[buckets];
        }

        @Override
        public boolean hasNext() {
            while (full.isEmpty() && rows.hasNext()) {
                add(rows.next().getLong(TableRows.ID));
            }
            if (full.isEmpty() && !flushed) {
                flush();
            }
            return !full.isEmpty();
        }

        private void add(long id) {
            int bucket = bucket(id, filled.length);
            filling[bucket][filled[bucket]++] = id;
            if (filled[bucket] == CHUNK) {
                full.add(new Tuple2<>(bucket, filling[bucket].clone()));
                filled[bucket] = 0;
            }
        }

        private void flush() {
            flushed = true;
            for (int bucket = 0; bucket < filled.length; bucket++) {
                if (filled[bucket] > 0) {
                    full.add(new Tuple2<>(bucket, Arrays.copyOf(filling[bucket], filled[bucket])));
                }
            }
        }

        @Override
        public Tuple2<Integer, long[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return full.remove();
        }
    }
}
