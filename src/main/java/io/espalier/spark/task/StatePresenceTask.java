package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.Shard;

/** Finds out whether the pieces lie where they should, and the states of their workers with them; gives the pieces' numbers of rows. */
public final class StatePresenceTask extends ShardTask<Integer> {
    private static final long serialVersionUID = 1L;

    private final int round;
    private final SavedStates base;

    /** A task that looks for the states after a round. */
    public StatePresenceTask(TaskSettings settings, Scaler scaler, int round, SavedStates base) {
        super(settings, scaler);
        this.round = round;
        this.base = base;
    }

    @Override
    Outcome<Integer> compute(ExecutorNode node, Slice slice, Shard shard) {
        return node.state(slice.index(), round, base).isPresent()
                ? Outcome.done(shard.rows())
                : Outcome.missingState(slice, round);
    }
}
