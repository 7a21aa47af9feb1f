package io.espalier.trainer;

/**
 * Examples of one step in memory that is used again and again: filled by a shard, read by a replica.
 *
 * <p>Not thread-safe. {@code features} is row-major, [rows x features], scaled; only the first {@code rows} rows count.
 */
public final class Batch {
    private final float[] features;
    private final int[] labels;
    private final int featureCount;
    private int rows;

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
}
