package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.importance.Prototypes;
import io.espalier.network.Network;
import io.espalier.trainer.FeatureSums;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.Scorer;
import io.espalier.trainer.Shard;
import java.util.List;

/** Sums of the penultimate features of a shard's rows by class, or by nearest centroid. */
public final class FeatureSumsTask extends ShardTask<FeatureSums> {
    private static final long serialVersionUID = 1L;

    private final Network network;
    private final Sent<float[]> parameters;
    private final List<Prototypes> centroids;

    private FeatureSumsTask(
            TaskSettings settings,
            Scaler scaler,
            Network network,
            Sent<float[]> parameters,
            List<Prototypes> centroids) {
        super(settings, scaler);
        this.network = network;
        this.parameters = parameters;
        this.centroids = centroids;
    }

    /** A task for a network's weights, by class. */
    public static FeatureSumsTask byClass(
            TaskSettings settings, Scaler scaler, Network network, Sent<float[]> parameters) {
        return new FeatureSumsTask(settings, scaler, network, parameters, List.of());
    }

    /** A task for a network's weights, by nearest centroid. */
    public static FeatureSumsTask byCluster(
            TaskSettings settings, Scaler scaler, Network network, Sent<float[]> parameters, Prototypes centroids) {
        return new FeatureSumsTask(settings, scaler, network, parameters, List.of(centroids));
    }

    @Override
    Outcome<FeatureSums> compute(ExecutorNode node, Slice slice, Shard shard) {
        int block = settings().scoringBlock();
        try (ReplicaPool.Lease lease = node.replicas().lease(network)) {
            return Outcome.done(
                    centroids.isEmpty()
                            ? Scorer.classSums(network, parameters.value(), shard, lease.replica(), block)
                            : Scorer.clusterSums(
                                    network, parameters.value(), shard, lease.replica(), block, centroids.get(0)));
        }
    }
}
