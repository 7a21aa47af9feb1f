package io.espalier.trainer;

import java.io.Serializable;

/** What a worker says of its round beside its contribution: small, always collected by the driver. Travels; owns its array. */
public final class WorkerReport implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int worker;
    private final Cursor cursor;
    private final float[] statistics;
    private final double weight;
    private final long keptRows;
    private final long epochRows;
    private final long examples;
    private final double lossSum;
    private final long computeNanos;
    private final long contributionBytes;

    /**
     * A report over the given array, which it owns from now on.
     *
     * @param statistics running statistics after the last step, in their order in the parameter vector
     * @param keptRows kept examples of the shard
     * @param epochRows those that the epoch in which the worker stands presents
     * @param examples presented
     * @param lossSum sum of their losses
     * @param computeNanos spent in steps
     */
    public WorkerReport(
            Contribution contribution,
            Cursor cursor,
            float[] statistics,
            long keptRows,
            long epochRows,
            long examples,
            double lossSum,
            long computeNanos) {
        this.worker = contribution.worker();
        this.weight = contribution.weight();
        this.contributionBytes = contribution.bytes();
        this.cursor = cursor;
        this.statistics = statistics;
        this.keptRows = keptRows;
        this.epochRows = epochRows;
        this.examples = examples;
        this.lossSum = lossSum;
        this.computeNanos = computeNanos;
    }

    /** Index of the worker, from 0. */
    public int worker() {
        return worker;
    }

    /** After the last step. */
    public Cursor cursor() {
        return cursor;
    }

    /** Running statistics after the last step, in their order in the parameter vector; not to be written. */
    float[] statistics() {
        return statistics;
    }

    /** Sum of the weights of the kept examples in the shard: what the change counts in the average. */
    public double weight() {
        return weight;
    }

    /** Kept examples in the shard. */
    public long keptRows() {
        return keptRows;
    }

    /** Those of them that the epoch in which the worker stands presents: the others are passed over. */
    public long epochRows() {
        return epochRows;
    }

    /** Examples presented. */
    public long examples() {
        return examples;
    }

    /** Sum of the presented examples' losses; NaN or infinite where training diverged. */
    public double lossSum() {
        return lossSum;
    }

    /** Nanoseconds spent in steps. */
    public long computeNanos() {
        return computeNanos;
    }

    /** Bytes that the worker sent: its contribution and its statistics. */
    public long bytes() {
        return contributionBytes + (long) Float.BYTES * statistics.length;
    }
}
