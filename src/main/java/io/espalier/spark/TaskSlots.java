package io.espalier.spark;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/** How many tasks executors run at a time: their cores over {@code spark.task.cpus}. Of an embedded Spark its threads. */
final class TaskSlots {
    private final JavaSparkContext context;

    TaskSlots(JavaSparkContext context) {
        this.context = context;
    }

    /** Slots of an executor. */
    int of(String executor) {
        return slots(executors().filter(each -> each.id().equals(executor)));
    }

    /** Slots of the executor that has most. */
    int most() {
        return slots(executors());
    }

    private int slots(Stream<ExecutorSummary> executors) {
        int cores = executors
                .mapToInt(ExecutorSummary::totalCores)
                .max()
                // One that Spark does not tell of yet has no more than all of them.
                .orElseGet(context::defaultParallelism);
        return Math.max(1, cores / context.getConf().getInt("spark.task.cpus", 1));
    }

    private Stream<ExecutorSummary> executors() {
        List<ExecutorSummary> active =
                JavaConverters.seqAsJavaList(context.sc().statusStore().executorList(true));
        return active.stream().filter(each -> each.totalCores() > 0);
    }
}
