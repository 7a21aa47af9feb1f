package io.espalier.spark;

import java.util.function.Supplier;
import org.apache.spark.rdd.RDD;

/**
 * The files that a job's shuffle leaves on executors. Spark removes them when Java's collector has found on the driver that nobody needs
 * them, which takes half an hour or more where the heap is large: until then every round would add as much as all contributions.
 */
final class ShuffleFiles {
    private ShuffleFiles() {}

    /**
     * The result of a job, whose shuffles' files are removed when it is over.
     *
     * @param data that the job computes
     */
    static <R> R removedAfter(RDD<?> data, Supplier<R> job) {
        try {
            return job.get();
        } finally {
            data.cleanShuffleDependencies(false);
        }
    }
}
