package io.espalier.spark.task;

import io.espalier.Hashing;
import io.espalier.data.Scaler;
import io.espalier.importance.Selection;
import io.espalier.trainer.SelectedRows;
import io.espalier.trainer.Shard;

/** The kept examples of a shard with their weights. */
public final class SelectTask extends ShardTask<IdValues> {
    private static final long serialVersionUID = 1L;

    private final Selection selection;
    private final KnownScores scores;

    /** A task for a selection. */
    public SelectTask(TaskSettings settings, Scaler scaler, Selection selection, KnownScores scores) {
        super(settings, scaler);
        this.selection = selection;
        this.scores = scores;
    }

    @Override
    Outcome<IdValues> compute(ExecutorNode node, Slice slice, Shard shard) {
        long seed = settings().selectionSeed();
        SelectedRows kept = node.selected(slice, shard, selection, scores);
        IdValues weights = new IdValues(shard.rows());
        for (int row = 0; row < shard.rows(); row++) {
            if (kept.contains(row)) {
                double score = selection.keepsAll()
                        ? 0
                        : node.scored(slice, shard, scores).score(row);
                weights.add(
                        shard.id(row), selection.weight(shard.label(row), score, Hashing.hash(shard.id(row), seed)));
            }
        }
        return Outcome.done(weights.take());
    }
}
