package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.importance.Selection;
import java.util.BitSet;

/** Which rows of a shard a selection keeps. Immutable, so that tasks of later rounds can share it. */
public final class SelectedRows {
    private final BitSet rows;
    private final int count;
    private final boolean all;

    private SelectedRows(BitSet rows, int count, boolean all) {
        this.rows = rows;
        this.count = count;
        this.all = all;
    }

    /**
     * Applies a selection to a shard. Cost: one pass over the shard's ids and labels.
     *
     * @param scores of the shard's rows; not looked at when the selection keeps all
     * @param seed of the selection
     */
    public static SelectedRows of(Shard shard, Selection selection, RowScores scores, long seed) {
        if (selection.keepsAll()) {
            return new SelectedRows(new BitSet(), shard.rows(), true);
        }
        BitSet kept = new BitSet(shard.rows());
        for (int row = 0; row < shard.rows(); row++) {
            if (selection.keeps(shard.label(row), scores.score(row), Hashing.hash(shard.id(row), seed))) {
                kept.set(row);
            }
        }
        return new SelectedRows(kept, kept.cardinality(), false);
    }

    /** Number of kept rows: the shard's weight in the average. */
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
