package io.espalier.trainer;

import io.espalier.importance.DynamicSelection;
import io.espalier.trainer.ExampleHistory.EpochWeights;

/**
 * The rows of a shard that an epoch presents, and the factors of their losses: the selected ones, less those that the epoch passes over.
 *
 * <p>Which these are is chosen at the epoch's beginning, and so a part of the worker's notes. Not thread-safe.
 */
final class EpochRows implements DynamicSelection.Rows {
    private final Shard shard;
    private final SelectedRows selected;
    private final DynamicSelection dynamic;
    private final long seed;
    private final ExampleNotes notes;

    /**
     * The rows of the epoch that a worker stands in.
     *
     * @param seed of the run
     * @param notes of the round
     */
    EpochRows(Shard shard, SelectedRows selected, DynamicSelection dynamic, long seed, ExampleNotes notes, int epoch) {
        this.shard = shard;
        this.selected = selected;
        this.dynamic = dynamic;
        this.seed = seed;
        this.notes = notes;
        if (notes.weights().epoch() != epoch || dynamic instanceof DynamicSelection.None) {
            begin(epoch);
        }
    }

    /** Chooses the rows of a new epoch, by what the notes say now. */
    void begin(int epoch) {
        notes.begin(new EpochWeights(epoch, dynamic.weights(this, seed, epoch)));
    }

    /** Whether any row can be presented, in this epoch or in a later one. */
    boolean any() {
        return selected.count() > 0;
    }

    /** Whether the epoch presents a row. */
    boolean presents(int row) {
        return selected.contains(row) && notes.weights().of(row) != 0;
    }

    /** Whether rows may have other weights than 1. */
    boolean differ() {
        return notes.weights().differ() || selected.differ();
    }

    /** Factor of a row's loss: that of the selection times that of the epoch. */
    float weight(int row) {
        return selected.weight(row) * notes.weights().of(row);
    }

    /** Number of rows that the epoch presents. */
    int presented() {
        if (!notes.weights().differ()) {
            return selected.count();
        }
        int presented = 0;
        for (int row = 0; row < count(); row++) {
            presented += presents(row) ? 1 : 0;
        }
        return presented;
    }

    @Override
    public int count() {
        return shard.rows();
    }

    @Override
    public long id(int row) {
        return shard.id(row);
    }

    @Override
    public boolean isSelected(int row) {
        return selected.contains(row);
    }

    @Override
    public float lastLoss(int row) {
        return notes.lastLoss(row);
    }
}
