package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.network.Network;
import io.espalier.trainer.Clustering.Beginning;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.Scorer;
import io.espalier.trainer.Shard;
import java.util.ArrayList;

/** The examples of a shard that clusters may begin at. */
public final class BeginningsTask extends ShardTask<ArrayList<Beginning>> {
    private static final long serialVersionUID = 1L;

    private final Network network;
    private final Sent<float[]> parameters;
    private final int most;
    private final long seed;

    /**
     * A task for a network's weights.
     *
     * @param most examples of a shard
     * @param seed of their hashes
     */
    public BeginningsTask(
            TaskSettings settings, Scaler scaler, Network network, Sent<float[]> parameters, int most, long seed) {
        super(settings, scaler);
        this.network = network;
        this.parameters = parameters;
        this.most = most;
        this.seed = seed;
    }

    @Override
    Outcome<ArrayList<Beginning>> compute(ExecutorNode node, Slice slice, Shard shard) {
        try (ReplicaPool.Lease lease = node.replicas().lease(network)) {
            return Outcome.done(new ArrayList<>(Scorer.beginnings(
                    network,
                    parameters.value(),
                    shard,
                    lease.replica(),
                    settings().scoringBlock(),
                    most,
                    seed)));
        }
    }
}
