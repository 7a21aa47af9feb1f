package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.Shard;

/** Ids, labels and importance of a shard's rows, as the run's table has them. */
public final class GatherScoresTask extends ShardTask<ScoredShard> {
    private static final long serialVersionUID = 1L;

    private final KnownScores scores;

    /** A task on the scores of a run. */
    public GatherScoresTask(TaskSettings settings, Scaler scaler, KnownScores scores) {
        super(settings, scaler);
        this.scores = scores;
    }

    @Override
    Outcome<ScoredShard> compute(ExecutorNode node, Slice slice, Shard shard) {
        return Outcome.done(node.scored(slice, shard, scores));
    }
}
