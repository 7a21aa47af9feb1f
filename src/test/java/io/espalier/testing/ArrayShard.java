package io.espalier.testing;

import io.espalier.trainer.Batch;
import io.espalier.trainer.Shard;

/** A shard over arrays, which it owns: row {@code r} has id {@code ids[r]}, class {@code labels[r]} and values {@code features[r]}. */
public final class ArrayShard implements Shard {
    private final int featureCount;
    private final long[] ids;
    private final int[] labels;
    private final float[][] features;

    /** A shard of the given rows; none is allowed. */
    public ArrayShard(int featureCount, long[] ids, int[] labels, float[][] features) {
        this.featureCount = featureCount;
        this.ids = ids;
        this.labels = labels;
        this.features = features;
    }

    /** A shard whose rows are told apart by one value, their number; ids are 1000 + row, classes row modulo 3. */
    public static ArrayShard numbered(int rows) {
        long[] ids = new long[rows];
        int[] labels = new int[rows];
        float[][] features = new float[rows][1];
        for (int row = 0; row < rows; row++) {
            ids[row] = 1000 + row;
            labels[row] = row % 3;
            features[row][0] = row;
        }
        return new ArrayShard(1, ids, labels, features);
    }

    @Override
    public int rows() {
        return ids.length;
    }

    @Override
    public int featureCount() {
        return featureCount;
    }

    @Override
    public long id(int row) {
        return ids[row];
    }

    @Override
    public int label(int row) {
        return labels[row];
    }

    @Override
    public void read(int[] rows, int count, Batch batch) {
        batch.setRows(count);
        for (int i = 0; i < count; i++) {
            System.arraycopy(features[rows[i]], 0, batch.features(), i * featureCount, featureCount);
            batch.labels()[i] = labels[rows[i]];
        }
    }

    @Override
    public void close() {}
}
