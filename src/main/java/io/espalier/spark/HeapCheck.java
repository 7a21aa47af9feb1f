package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.network.Network;
import io.espalier.run.AveragingPlan;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.BatchMemory;
import io.espalier.trainer.HistoryMemory;
import io.espalier.trainer.NetworkMemory;
import io.espalier.trainer.OuterStep;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.ScoreMemory;

/**
 * Whether batches, the arrays of a network, what workers remember of their examples, and scores fit into heaps. Pure.
 *
 * @param plan of the run
 * @param scores whether examples are scored
 * @param selectedFrom training examples that are selected from; 0 where none are
 * @param shardRows rows of the largest shard
 * @param microBatch rows that go through a network at once
 * @param tasks that one process runs at a time
 * @param driverHeap bytes of the driver's largest heap
 * @param executorHeap the same of an executor; the driver's where it is embedded
 * @param embedded whether the tasks run in the driver
 */
record HeapCheck(
        TrainingPlan plan,
        boolean scores,
        long selectedFrom,
        int shardRows,
        int microBatch,
        int tasks,
        long driverHeap,
        long executorHeap,
        boolean embedded) {
    /** Share of the arrays that a heap should have beside them. */
    private static final int MARGIN = 4;
    /** Share of what is needed from which the scores are named as a reason. */
    private static final int NAMED = 10;

    /**
     * Makes sure of it.
     *
     * @throws UserException that names the largest batch that fits, or the heap that is needed
     */
    void require(Network network) {
        requireBatches(new BatchMemory(network, tasks, executorHeap));
        Heap driver = new Heap("the driver", "ESPALIER_HEAP", driverHeap, driverScores());
        require(driver, driverBytes(network), network);
        if (!embedded) {
            Heap executor = new Heap("each executor", "spark.executor.memory", executorHeap, executorScores());
            require(executor, executorBytes(network), network);
        }
    }

    /** Bytes of a heap in which the network has room: the driver's, or an executor's. */
    long comfortableBytes(Network network, boolean driver) {
        return withMargin(driver ? driverBytes(network) : executorBytes(network));
    }

    private void requireBatches(BatchMemory memory) {
        int batch = plan.training().batch();
        int accumulation = plan.training().accumulation();
        int stepRows = Math.min(batch * accumulation, shardRows);
        if (stepRows > memory.stepRows() || microBatch > memory.microBatchRows()) {
            int room = Math.min(memory.stepRows() / accumulation, memory.microBatchRows());
            throw tooLarge("training.batch", batch, room, memory);
        }
        if (scores && plan.importance().scoring().batch() > memory.stepRows()) {
            throw tooLarge("importance.batch", plan.importance().scoring().batch(), memory.stepRows(), memory);
        }
    }

    private static UserException tooLarge(String key, int value, int room, BatchMemory memory) {
        return new UserException(key + " must be at most " + room + " for rows of "
                + memory.network().input().size() + " features, " + memory.replicas()
                + " tasks at a time and a heap of "
                + (memory.heapBytes() >> 10) + " kB: " + value);
    }

    private NetworkMemory memory(Network network) {
        AveragingPlan averaging = plan.averaging();
        int moments = averaging.inner() == Inner.AVERAGE
                ? ReplicaFactory.moments(plan.training().updater())
                : 0;
        return new NetworkMemory(
                network.layout().length(), moments, OuterStep.of(averaging).hasMomentum());
    }

    private long driverBytes(Network network) {
        return memory(network).driverBytes() + driverScores().bytes() + (embedded ? executorBytes(network) : 0);
    }

    private ScoreMemory driverScores() {
        return ScoreMemory.ofDriver(plan, selectedFrom);
    }

    private long executorBytes(Network network) {
        return taskBytes(network) + executorScores().bytes();
    }

    /** A shard's scores are written before those that a selection looks at are read. */
    private ScoreMemory executorScores() {
        long rows = (long) shardRows * tasks;
        ScoreMemory selecting = ScoreMemory.ofExecutor(plan, Math.min(selectedFrom, rows));
        ScoreMemory scoring = scores ? ScoreMemory.ofScoring(plan, rows) : ScoreMemory.NONE;
        return scoring.bytes() > selecting.bytes() ? scoring : selecting;
    }

    private long taskBytes(Network network) {
        return memory(network).executorBytes(tasks) + rememberedBytes();
    }

    /** What the running tasks hold of the examples of their shards. */
    private long rememberedBytes() {
        return HistoryMemory.rowBytes(plan.importance()) * shardRows * tasks;
    }

    /**
     * The heap of a kind of process.
     *
     * @param process for people
     * @param setting that makes it larger
     * @param bytes of it
     * @param scores that are there
     */
    private record Heap(String process, String setting, long bytes, ScoreMemory scores) {
        boolean areScoresAReason(long needed) {
            return scores.bytes() > needed / NAMED;
        }
    }

    private void require(Heap heap, long needed, Network network) {
        if (needed > heap.bytes()) {
            throw new UserException("The network has " + network.layout().length() + " values" + remembered()
                    + scored(heap, needed) + ": " + heap.process() + " needs a heap of more than " + (needed >> 20)
                    + " MB and has " + (heap.bytes() >> 20) + " MB; set " + heap.setting() + " to at least "
                    + (withMargin(needed) >> 20) + "m, or " + remedy(heap, needed));
        }
    }

    private String remembered() {
        return rememberedBytes() == 0
                ? ""
                : ", and importance.method or importance.dynamic takes " + HistoryMemory.rowBytes(plan.importance())
                        + " bytes for each of the " + shardRows + " examples of a worker";
    }

    private static String scored(Heap heap, long needed) {
        return !heap.areScoresAReason(needed)
                ? ""
                : ", and the scores of " + heap.scores().rows() + " training examples take "
                        + heap.scores().rowBytes() + " bytes each";
    }

    private String remedy(Heap heap, long needed) {
        String smaller = rememberedBytes() == 0
                ? "make the network smaller"
                : "make the network or the shards (training.workers) smaller";
        if (!heap.areScoresAReason(needed)) {
            return smaller;
        }
        return selectedFrom == 0
                ? "make the network or the shards (training.workers) smaller"
                : smaller + ", or choose examples beforehand (espalier select) and train on those alone";
    }

    private static long withMargin(long bytes) {
        return bytes + bytes / MARGIN;
    }
}
