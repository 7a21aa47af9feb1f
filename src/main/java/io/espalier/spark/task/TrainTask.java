package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.SelectedRows;
import io.espalier.trainer.Shard;
import io.espalier.trainer.Worker;
import io.espalier.trainer.WorkerResult;
import org.apache.spark.broadcast.Broadcast;

/** One round of one logical worker. */
public final class TrainTask extends ShardTask<TimedResult> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<RoundTask> round;
    private final KnownScores scores;

    /** A task of a round. */
    public TrainTask(TaskSettings settings, Scaler scaler, Broadcast<RoundTask> round, KnownScores scores) {
        super(settings, scaler);
        this.round = round;
        this.scores = scores;
    }

    @Override
    TimedResult compute(ExecutorNode node, Slice slice, Shard shard) {
        long started = System.currentTimeMillis();
        RoundTask task = round.value();
        SelectedRows selected = node.selected(
                slice,
                shard,
                task.selection(),
                scores.of(slice.index()),
                settings().selectionSeed());
        try (ReplicaPool.Lease lease = node.replicas().lease(task.model().network())) {
            WorkerResult result = Worker.train(
                    task,
                    slice.index(),
                    shard,
                    selected,
                    lease.replica(),
                    settings().steps(),
                    ShardTask::nanosUnlessKilled);
            return new TimedResult(started, result);
        }
    }
}
