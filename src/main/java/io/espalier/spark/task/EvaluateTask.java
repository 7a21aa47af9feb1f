package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.network.Network;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.Shard;
import io.espalier.trainer.Worker;
import io.espalier.trainer.Worker.SliceQuality;

/** Quality of a network on one slice of a part. */
public final class EvaluateTask extends ShardTask<SliceQuality> {
    private static final long serialVersionUID = 1L;

    private final Network network;
    private final Sent<float[]> parameters;

    /** A task for a network's weights. */
    public EvaluateTask(TaskSettings settings, Scaler scaler, Network network, Sent<float[]> parameters) {
        super(settings, scaler);
        this.network = network;
        this.parameters = parameters;
    }

    @Override
    Outcome<SliceQuality> compute(ExecutorNode node, Slice slice, Shard shard) {
        try (ReplicaPool.Lease lease = node.replicas().lease(network)) {
            return Outcome.done(Worker.evaluate(network, parameters.value(), shard, lease.replica()));
        }
    }
}
