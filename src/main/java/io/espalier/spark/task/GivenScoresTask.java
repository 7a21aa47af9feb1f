package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.importance.ScoreMethod;
import io.espalier.trainer.SelectedRows.RowScores;
import io.espalier.trainer.Shard;

/** The scores of a shard's rows that came from a table, as that table has them. */
public final class GivenScoresTask extends ShardTask<ScoredShard> {
    private static final long serialVersionUID = 1L;

    private final ScoreMethod method;
    private final KnownScores importance;

    /** A task for the importance by one method. */
    public GivenScoresTask(TaskSettings settings, Scaler scaler, ScoreMethod method, KnownScores importance) {
        super(settings, scaler);
        this.method = method;
        this.importance = importance;
    }

    @Override
    Outcome<ScoredShard> compute(ExecutorNode node, Slice slice, Shard shard) {
        RowScores known = importance.of(slice.index());
        double[] scores = new double[shard.rows()];
        for (int row = 0; row < scores.length; row++) {
            // Twice the opposite is the score itself.
            scores[row] = method.importance(known.score(row));
        }
        return Outcome.done(ScoredShard.of(shard, scores));
    }
}
