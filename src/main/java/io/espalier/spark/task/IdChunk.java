package io.espalier.spark.task;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import scala.Tuple2;

/** Ids of one partition, on their way to a bucket. */
public final class IdChunk implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_SIZE = 1 << 16;

    private final int partition;
    private final long[] ids;

    /** Some ids, in an array that nobody writes to any more. */
    IdChunk(int partition, long[] ids) {
        this.partition = partition;
        this.ids = ids;
    }

    /** Where they stand. */
    int partition() {
        return partition;
    }

    /** They; not to be written to. */
    long[] ids() {
        return ids;
    }

    /** The ids of a bucket, ascending. */
    static long[] sortedIds(Iterator<Tuple2<Integer, IdChunk>> bucket) {
        long[] all = new long[FIRST_SIZE];
        int size = 0;
        while (bucket.hasNext()) {
            long[] more = bucket.next()._2().ids();
            if (size + more.length > all.length) {
                all = Arrays.copyOf(all, Math.max(size + more.length, all.length + all.length / 2));
            }
            System.arraycopy(more, 0, all, size, more.length);
            size += more.length;
        }
        long[] sorted = Arrays.copyOf(all, size);
        Arrays.sort(sorted);
        return sorted;
    }
}
