package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.Shard;

/** Trains a round that has been averaged already, once more, for the state that it leaves; gives the worker. */
public final class ReplayTask extends ShardTask<Integer> {
    private static final long serialVersionUID = 1L;

    private final TrainTask training;

    /** A replay of a round; arguments as of {@link TrainTask}. */
    public ReplayTask(
            TaskSettings settings, Scaler scaler, Sent<RoundTask> round, KnownScores scores, SavedStates base) {
        super(settings, scaler);
        this.training = new TrainTask(settings, scaler, round, scores, base);
    }

    @Override
    Outcome<Integer> compute(ExecutorNode node, Slice slice, Shard shard) {
        return training.compute(node, slice, shard)
                .fold(trained -> Outcome.done(trained.ran().report().worker()), Outcome::missing, Outcome::failed);
    }
}
