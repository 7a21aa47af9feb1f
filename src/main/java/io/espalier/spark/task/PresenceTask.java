package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.Shard;

/** Finds out whether the pieces lie where they should; gives their numbers of rows. */
public final class PresenceTask extends ShardTask<Integer> {
    private static final long serialVersionUID = 1L;

    /** A task of a run. */
    public PresenceTask(TaskSettings settings, Scaler scaler) {
        super(settings, scaler);
    }

    @Override
    Outcome<Integer> compute(ExecutorNode node, Slice slice, Shard shard) {
        return Outcome.done(shard.rows());
    }
}
