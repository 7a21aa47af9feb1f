package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.network.Network;
import io.espalier.trainer.FeatureSums;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.Scorer;
import io.espalier.trainer.Shard;

/** Sums of the penultimate features of a shard's rows by class. */
public final class FeatureSumsTask extends ShardTask<FeatureSums> {
    private static final long serialVersionUID = 1L;

    private final Network network;
    private final Sent<float[]> parameters;

    /** A task for a network's weights. */
    public FeatureSumsTask(TaskSettings settings, Scaler scaler, Network network, Sent<float[]> parameters) {
        super(settings, scaler);
        this.network = network;
        this.parameters = parameters;
    }

    @Override
    Outcome<FeatureSums> compute(ExecutorNode node, Slice slice, Shard shard) {
        try (ReplicaPool.Lease lease = node.replicas().lease(network)) {
            return Outcome.done(Scorer.classSums(
                    network,
                    parameters.value(),
                    shard,
                    lease.replica(),
                    settings().scoringBlock()));
        }
    }
}
