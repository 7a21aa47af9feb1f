package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.Shard;

/** Ids and labels of a shard's rows, without scores. */
public final class IdsTask extends ShardTask<ScoredShard> {
    private static final long serialVersionUID = 1L;

    /** A task of a run. */
    public IdsTask(TaskSettings settings, Scaler scaler) {
        super(settings, scaler);
    }

    @Override
    Outcome<ScoredShard> compute(ExecutorNode node, Slice slice, Shard shard) {
        return Outcome.done(ScoredShard.of(shard));
    }
}
