package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.importance.Selection;
import java.util.Arrays;
import java.util.BitSet;

/** Which rows of a shard a selection keeps, and with what weights. Immutable, so that tasks of later rounds can share it. */
public final class SelectedRows {
    private static final float[] ALIKE = {};

    private final BitSet rows;
    private final int count;
    private final boolean all;
    /** One a row; none where all are 1. */
    private final float[] weights;

    private SelectedRows(BitSet rows, int count, boolean all, float[] weights) {
        this.rows = rows;
        this.count = count;
        this.all = all;
        this.weights = weights;
    }

    /**
     * Applies a selection to a shard. Cost: one pass over the shard's ids and labels.
     *
     * @param scores of the shard's rows; not looked at when the selection keeps all
     * @param seed of the selection
     */
    public static SelectedRows of(Shard shard, Selection selection, RowScores scores, long seed) {
        if (selection.keepsAll()) {
            return new SelectedRows(new BitSet(), shard.rows(), true, ALIKE);
        }
        BitSet kept = new BitSet(shard.rows());
        float[] weights = ALIKE;
        for (int row = 0; row < shard.rows(); row++) {
            long hash = Hashing.hash(shard.id(row), seed);
            if (selection.keeps(shard.label(row), scores.score(row), hash)) {
                kept.set(row);
                double weight = selection.weight(shard.label(row), scores.score(row), hash);
                if (weight != 1 && weights.length == 0) {
                    weights = new float[shard.rows()];
                    Arrays.fill(weights, 1);
                }
                if (weights.length > 0) {
                    weights[row] = (float) weight;
                }
            }
        }
        return new SelectedRows(kept, kept.cardinality(), false, weights);
    }

    /** Whether kept rows may have other weights than 1. */
    boolean differ() {
        return weights.length > 0;
    }

    /** Factor of a kept row's loss. */
    float weight(int row) {
        return weights.length == 0 ? 1 : weights[row];
    }

    /** Sum of the kept rows' weights: what the shard counts in the average. */
    double total() {
        double total = 0;
        for (int row = rows.nextSetBit(0); row >= 0 && weights.length > 0; row = rows.nextSetBit(row + 1)) {
            total += weights[row];
        }
        return weights.length == 0 ? count : total;
    }

    /** Number of kept rows. */
    public int count() {
        return count;
    }

    /** Whether a row is kept. */
    public boolean contains(int row) {
        return all || rows.get(row);
    }

    /** Scores of a shard's rows. */
    @FunctionalInterface
    public interface RowScores {
        /** For shards whose rows have not been scored. */
        RowScores NONE = row -> {
            throw new IllegalStateException("Examples have not been scored");
        };

        /** Score of a row. */
        double score(int row);
    }
}
