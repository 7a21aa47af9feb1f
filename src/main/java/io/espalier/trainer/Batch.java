package io.espalier.trainer;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import org.jspecify.annotations.Nullable;

/**
 * Examples of one step in memory that is used again and again: filled by a shard, read by a replica.
 *
 * <p>Not thread-safe. {@code features} is row-major, [rows x features], scaled; only the first {@code rows} rows count. What a row is to
 * give is its label, or with {@link #setTargets} a value for each output. Each row's loss is multiplied with its weight, 1 unless
 * {@link #setWeights} says otherwise; a mask of rows is weights of 0 and 1. With {@link #setOutputMask} only some outputs of a row count.
 * A mean is always over all rows and outputs, as in DL4J: what does not count adds 0 to the sum.
 */
public final class Batch {
    private final float[] features;
    private final int[] labels;
    private final int featureCount;
    private int rows;
    private float @Nullable [] targets;
    private float @Nullable [] weights;
    private boolean @Nullable [] outputMask;

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

    /** Which outputs of each row count: row-major, [capacity x outputs]; not copied. The others have neither loss nor gradient. */
    public void setOutputMask(boolean[] newMask) {
        if (newMask.length == 0 || newMask.length % labels.length != 0) {
            throw new IllegalArgumentException("A mask of outputs must have as many values for each of the "
                    + labels.length + " rows: " + newMask.length);
        }
        outputMask = newMask;
    }

    /** Whether only some outputs of a row count. */
    public boolean hasOutputMask() {
        return outputMask != null;
    }

    /** Whether an output has a loss: its row's weight is not 0 and no mask takes it out. */
    public boolean counts(int row, int output) {
        return weight(row) != 0
                && (outputMask == null || outputMask[row * (outputMask.length / labels.length) + output]);
    }

    /**
     * Throws IllegalArgumentException unless there is at least 1 row and each says what a network's outputs are to be.
     *
     * <p>A mask of outputs is refused where they end in a softmax: each depends on all, so that none can be left out alone.
     */
    public void requireFits(Layer.Output layer) {
        if (rows < 1) {
            throw new IllegalArgumentException("A batch must have at least 1 row: " + rows);
        }
        requireOutputs("targets", targetCount(), layer.outputs());
        for (int row = 0; targets == null && row < rows; row++) {
            if (labels[row] < 0 || labels[row] >= layer.outputs()) {
                throw new IllegalArgumentException("Label must be in [0, " + layer.outputs() + "): " + labels[row]);
            }
        }
        if (outputMask != null) {
            requireOutputs("masks", outputMask.length / labels.length, layer.outputs());
            if (layer.activation() == Activation.SOFTMAX) {
                throw new IllegalArgumentException(
                        "Outputs of a softmax can't be masked one by one; a weight of 0 takes out the row");
            }
        }
    }

    private static void requireOutputs(String what, int count, int outputs) {
        if (count > 0 && count != outputs) {
            throw new IllegalArgumentException(
                    "The network has " + outputs + " outputs, a row's " + what + " are " + count);
        }
    }
}
