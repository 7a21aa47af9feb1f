package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.network.Network;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.ScoreSettings;
import io.espalier.trainer.Scorer;
import io.espalier.trainer.Shard;
import io.espalier.trainer.WorkerState;
import java.util.List;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;

/** The scores of every row of a shard. */
public final class ScoreTask extends ShardTask<ScoredShard> {
    private static final long serialVersionUID = 1L;

    private final Network network;
    private final List<Broadcast<float[]>> snapshots;
    private final ScoreSettings scoring;
    private final CollectionAccumulator<NotFinite> notFinite;
    private final int round;
    private final SavedStates base;

    /**
     * A task for a network's weights after some rounds.
     *
     * @param notFinite takes what is no number that can be written
     * @param round the last one, after which the workers' states are looked at
     * @param base where lost states begin anew
     */
    public ScoreTask(
            TaskSettings settings,
            Scaler scaler,
            Network network,
            List<Broadcast<float[]>> snapshots,
            ScoreSettings scoring,
            CollectionAccumulator<NotFinite> notFinite,
            int round,
            SavedStates base) {
        super(settings, scaler);
        this.network = network;
        this.snapshots = List.copyOf(snapshots);
        this.scoring = scoring;
        this.notFinite = notFinite;
        this.round = round;
        this.base = base;
    }

    @Override
    Outcome<ScoredShard> compute(ExecutorNode node, Slice slice, Shard shard) {
        Optional<WorkerState> noted = node.state(slice.index(), round, base);
        if (noted.isEmpty()) {
            return Outcome.missingState(slice, round);
        }
        List<float[]> weights = snapshots.stream().map(Broadcast::value).toList();
        try (ReplicaPool.Lease lease = node.replicas().lease(network)) {
            double[][] scores = Scorer.scores(network, weights, shard, lease.replica(), scoring, noted.get());
            ScoredShard scored = ScoredShard.of(shard, scores);
            NotFinite.in(slice, scoring.methods(), scored).forEach(notFinite::add);
            return Outcome.done(scored);
        }
    }
}
