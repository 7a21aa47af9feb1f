package io.espalier.trainer;

import org.jspecify.annotations.Nullable;

/**
 * Examples of one step in memory that is used again and again: filled by a shard, read by a replica.
 *
 * <p>Not thread-safe. {@code features} is row-major, [rows x features], scaled; only the first {@code rows} rows count. What a row is to
 * give is its label, or with {@link #setTargets} a value for each output. Each row's loss is multiplied with its weight, 1 unless
 * {@link #setWeights} says otherwise; a mask of rows is weights of 0 and 1.
 */
public final class Batch {
    private final float[] features;
    private final int[] labels;
    private final int featureCount;
    private int rows;
    private float @Nullable [] targets;
    private float @Nullable [] weights;

    /** An empty batch for up to {@code capacity} rows of {@code featureCount} values. */
    public Batch(int capacity, int featureCount) {
        this.features = new float[Math.multiplyExact(capacity, featureCount)];
        this.labels = new int[capacity];
        this.featureCount = featureCount;
    }

    /** Rows it can hold. */
    public int capacity() {
        return labels.length;
    }

    /** Values of one row. */
    public int featureCount() {
        return featureCount;
    }

    /** Rows that count. */
    public int rows() {
        return rows;
    }

    /** Sets the number of rows that count, in [0, capacity]. */
    public void setRows(int newRows) {
        if (newRows < 0 || newRows > labels.length) {
            throw new IllegalArgumentException("Rows must be in [0, " + labels.length + "]: " + newRows);
        }
        rows = newRows;
    }

    /** The features' own array, row-major, [capacity x featureCount]; written by shards, read by replicas. */
    public float[] features() {
        return features;
    }

    /** The labels' own array: class index of each row. */
    public int[] labels() {
        return labels;
    }

    /** What each row is to give instead of its class: row-major, [capacity x outputs]; not copied. */
    public void setTargets(float[] newTargets) {
        if (newTargets.length == 0 || newTargets.length % labels.length != 0) {
            throw new IllegalArgumentException(
                    "Targets must be as many for each of the " + labels.length + " rows: " + newTargets.length);
        }
        targets = newTargets;
    }

    /** Outputs that each row has a target for; 0 where rows have classes. */
    public int targetCount() {
        return targets == null ? 0 : targets.length / labels.length;
    }

    /** What an output is to be for a row: the target, or 1 for the row's class and 0 for others. */
    public float target(int row, int output) {
        if (targets == null) {
            return labels[row] == output ? 1 : 0;
        }
        return targets[row * (targets.length / labels.length) + output];
    }

    /** Factors of the rows' losses, one a row of the capacity; not copied. */
    public void setWeights(float[] newWeights) {
        if (newWeights.length != labels.length) {
            throw new IllegalArgumentException(
                    "Weights must be " + labels.length + ", one a row: " + newWeights.length);
        }
        weights = newWeights;
    }

    /** Whether rows have weights of their own. */
    public boolean hasWeights() {
        return weights != null;
    }

    /** Factor of a row's loss. */
    public float weight(int row) {
        return weights == null ? 1 : weights[row];
    }
}
