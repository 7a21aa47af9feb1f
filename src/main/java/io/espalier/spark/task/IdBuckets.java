package io.espalier.spark.task;

import io.espalier.Hashing;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Ids in chunks, by bucket: equal ids come into one bucket.
 *
 * @param <R> type of what holds them
 */
public final class IdBuckets<R> implements Function2<Integer, Iterator<R>, Iterator<Tuple2<Integer, IdChunk>>> {
    private static final long serialVersionUID = 1L;
    private static final int CHUNK = 1024;
    /** Another seed than that of any selection: nothing follows from a bucket. */
    private static final long SEED = 0;

    private final int buckets;
    private final Ids<R> ids;

    /** The ids that an element holds. Travels. */
    @FunctionalInterface
    public interface Ids<R> extends Serializable {
        /** Goes through them. */
        void forEach(R element, LongConsumer consumer);
    }

    /** A task that fills some buckets. */
    public IdBuckets(int buckets, Ids<R> ids) {
        this.buckets = buckets;
        this.ids = ids;
    }

    @Override
    public Iterator<Tuple2<Integer, IdChunk>> call(Integer partition, Iterator<R> elements) {
        return new IdChunks(elements, partition);
    }

    /** The bucket of an id. */
    static int bucket(long id, int buckets) {
        return (int) ((Hashing.hash(id, SEED) >>> Integer.SIZE) * buckets >>> Integer.SIZE);
    }

    private final class IdChunks extends Chunks<R, IdChunk> {
        private final int partition;
        private final long[][] filling = new long[buckets][CHUNK];
        private final int[] filled = new int[buckets];
        private final LongConsumer taken = this::add;

        IdChunks(Iterator<R> elements, int partition) {
            super(elements);
            this.partition = partition;
        }

        @Override
        void add(R element) {
            ids.forEach(element, taken);
        }

        private void add(long id) {
            int bucket = bucket(id, buckets);
            filling[bucket][filled[bucket]++] = id;
            if (filled[bucket] == CHUNK) {
                emit(bucket, new IdChunk(partition, filling[bucket].clone()));
                filled[bucket] = 0;
            }
        }

        @Override
        void flush() {
            for (int bucket = 0; bucket < filled.length; bucket++) {
                if (filled[bucket] > 0) {
                    emit(bucket, new IdChunk(partition, Arrays.copyOf(filling[bucket], filled[bucket])));
                }
            }
        }
    }
}
