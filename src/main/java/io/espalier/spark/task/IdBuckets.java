package io.espalier.spark.task;

import io.espalier.Hashing;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/** The ids of a table, in chunks, by bucket: equal ids come into one bucket. */
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
        return new IdChunks(rows, buckets);
    }

    /** The bucket of an id. */
    static int bucket(long id, int buckets) {
        return (int) ((Hashing.hash(id, SEED) >>> Integer.SIZE) * buckets >>> Integer.SIZE);
    }

    private static final class IdChunks extends Chunks<InternalRow, long[]> {
        private final long[][] filling;
        private final int[] filled;

        IdChunks(Iterator<InternalRow> rows, int buckets) {
            super(rows);
            this.filling = new long[buckets][CHUNK];
            this.filled = new int[buckets];
        }

        @Override
        void add(InternalRow row) {
            long id = row.getLong(TableRows.ID);
            int bucket = bucket(id, filled.length);
            filling[bucket][filled[bucket]++] = id;
            if (filled[bucket] == CHUNK) {
                emit(bucket, filling[bucket].clone());
                filled[bucket] = 0;
            }
        }

        @Override
        void flush() {
            for (int bucket = 0; bucket < filled.length; bucket++) {
                if (filled[bucket] > 0) {
                    emit(bucket, Arrays.copyOf(filling[bucket], filled[bucket]));
                }
            }
        }
    }
}
