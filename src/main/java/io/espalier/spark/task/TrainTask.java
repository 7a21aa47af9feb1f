package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.SelectedRows;
import io.espalier.trainer.Shard;
import io.espalier.trainer.Worker;
import io.espalier.trainer.WorkerResult;
import io.espalier.trainer.WorkerState;
import java.util.Optional;

/** One round of one logical worker. Its state after the round stays on the executor's disk. */
public final class TrainTask extends ShardTask<Trained> {
    private static final long serialVersionUID = 1L;

    private final Sent<RoundTask> round;
    private final KnownScores scores;
    private final SavedStates base;

    /** A task of a round. */
    public TrainTask(
            TaskSettings settings, Scaler scaler, Sent<RoundTask> round, KnownScores scores, SavedStates base) {
        super(settings, scaler);
        this.round = round;
        this.scores = scores;
        this.base = base;
    }

    @Override
    Outcome<Trained> compute(ExecutorNode node, Slice slice, Shard shard) {
        long started = System.currentTimeMillis();
        RoundTask task = round.value();
        int worker = slice.index();
        Optional<WorkerState> before = node.state(worker, task.round() - 1, base);
        if (before.isEmpty()) {
            return Outcome.missingState(slice, task.round() - 1);
        }
        SelectedRows selected = node.selected(slice, shard, task.selection(), scores);
        try (ReplicaPool.Lease lease = node.replicas().lease(task.model().network())) {
            WorkerResult result = Worker.train(
                    task,
                    worker,
                    before.get(),
                    shard,
                    selected,
                    lease.replica(),
                    settings().steps(),
                    System::nanoTime);
            node.keep(worker, result.state());
            return Outcome.done(
                    new Trained(new Ran(started, LocalFiles.location(), result.report()), result.contribution()));
        }
    }
}
