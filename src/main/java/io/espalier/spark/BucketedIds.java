package io.espalier.spark;

import io.espalier.spark.task.IdBuckets;
import io.espalier.spark.task.IdChunk;
import io.espalier.spark.task.NumberRepeated;
import io.espalier.spark.task.RepeatedIds;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;

/**
 * Ids that are brought together where they are equal, by a shuffle: exact. A task holds what is in its bucket, a million ids as far as they
 * differ; equal ones come together, 16 bytes each.
 *
 * @param elements that hold ids
 * @param ids of an element
 * @param count of all ids
 * @param <R> type of the elements
 */
record BucketedIds<R>(JavaRDD<R> elements, IdBuckets.Ids<R> ids, long count) {
    /** Ids that come together in one task: 8 MB. */
    private static final int IDS_OF_A_BUCKET = 1 << 20;

    private JavaPairRDD<Integer, IdChunk> buckets() {
        int buckets = Math.toIntExact(count / IDS_OF_A_BUCKET + 1);
        return elements.mapPartitionsWithIndex(new IdBuckets<>(buckets, ids), false)
                .mapToPair(chunk -> chunk)
                .partitionBy(new HashPartitioner(buckets));
    }

    /** Those that stand more than once. */
    RepeatedIds repeated() {
        JavaRDD<RepeatedIds> ofBuckets = buckets().mapPartitions(new RepeatedIds.Task(), true);
        return ShuffleFiles.removedAfter(ofBuckets.rdd(), ofBuckets::collect).stream()
                .reduce(RepeatedIds.NONE, RepeatedIds::with);
    }

    /** For each partition of the elements, the numbers of {@link NumberRepeated}. */
    JavaPairRDD<Integer, long[]> numbersOfRepeated() {
        return buckets()
                .mapPartitions(new NumberRepeated(), true)
                .mapToPair(numbers -> numbers)
                .partitionBy(new HashPartitioner(elements.getNumPartitions()));
    }
}
