package io.espalier.trainer;

import java.io.Serializable;

/**
 * What one logical worker did in one round. Travels to the driver; owns its arrays.
 */
public final class WorkerResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int worker;
    private final float[] change;
    private final float[][] moments;
    private final Cursor cursor;
    private final long weight;
    private final long examples;
    private final double lossSum;
    private final long computeNanos;

    /**
     * A result over the given arrays, which it owns from now on.
     *
     * @param change end weights minus start weights
     * @param moments after the last step
     * @param cursor after the last step
     * @param weight kept examples in the shard
     * @param examples presented
     * @param lossSum sum over the presented examples of their loss before the step
     * @param computeNanos spent in steps
     */
    public WorkerResult(
            int worker,
            float[] change,
            float[][] moments,
            Cursor cursor,
            long weight,
            long examples,
            double lossSum,
            long computeNanos) {
        this.worker = worker;
        this.change = change;
        this.moments = moments;
        this.cursor = cursor;
        this.weight = weight;
        this.examples = examples;
        this.lossSum = lossSum;
        this.computeNanos = computeNanos;
    }

    /** Index of the worker, from 0. */
    public int worker() {
        return worker;
    }

    /** End weights minus start weights; not to be written. */
    public float[] change() {
        return change;
    }

    /** One array a moment; not to be written. */
    public float[][] moments() {
        return moments;
    }

    /** After the last step. */
    public Cursor cursor() {
        return cursor;
    }

    /** Kept examples in the shard: what the change counts in the average. */
    public long weight() {
        return weight;
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

    /** Bytes of the arrays on the wire. */
    public long bytes() {
        return 4L * change.length * (1 + moments.length);
    }
}
