package io.espalier.spark;

import io.espalier.network.Network;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.Admission;
import io.espalier.spark.task.TaskSettings;
import io.espalier.trainer.ProcessMemory;
import io.espalier.trainer.ReplicaFactory;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Whether a run fits into the memory of the driver and of the executors: its heaps are large enough ({@link HeapCheck}), and the processes
 * with these heaps and with native memory fit into their machines ({@link ProcessCheck}).
 *
 * @param largestShard rows of it
 */
record MemoryCheck(JavaSparkContext context, TrainingPlan plan, int largestShard) {
    /**
     * Makes sure of it.
     *
     * @param settings of the run's tasks
     * @param heapBytes largest heap of this process; executors of their own have the heap that Spark was told
     * @param scores whether examples are scored
     * @param selectedFrom training examples that are selected from; 0 where none are
     * @return the settings with an admission that holds executors that join later to what the present ones need
     * @throws io.espalier.UserException that names what does not fit, and the setting that helps
     */
    TaskSettings require(TaskSettings settings, Network network, long heapBytes, boolean scores, long selectedFrom) {
        int workers = plan.training().workers();
        boolean embedded = context.isLocal();
        long executorHeap = embedded ? heapBytes : context.getConf().getSizeAsBytes("spark.executor.memory", "1g");
        int slots = Math.min(new TaskSlots(context).most(), workers);
        HeapCheck heaps = new HeapCheck(
                plan,
                scores,
                selectedFrom,
                largestShard,
                settings.microBatch(),
                slots,
                heapBytes,
                executorHeap,
                embedded);
        heaps.require(network);
        int moments = ReplicaFactory.moments(plan.training().updater());
        int passRows = ProcessMemory.passRows(network, settings.microBatch());
        long replicaBytes = ProcessMemory.replicaBytes(network, moments, passRows);
        new ProcessCheck(context, workers).require(heaps, network, replicaBytes);
        Admission admission = settings.admission();
        return embedded
                ? settings
                : settings.admitting(
                        admission.needing(new ProcessMemory(executorHeap, slots, replicaBytes).besideHeapBytes()));
    }
}
