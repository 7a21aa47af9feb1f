package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.network.Network;
import io.espalier.trainer.ReplicaPool;
import io.espalier.trainer.Shard;
import io.espalier.trainer.Worker;
import java.util.ArrayList;

/** Taylor importance of units on the first batches of a shard. */
public final class TaylorTask extends ShardTask<ArrayList<double[]>> {
    private static final long serialVersionUID = 1L;

    private final Network network;
    private final Sent<float[]> parameters;
    private final int[] shares;

    /** A task for a network's weights; {@code shares} says how many batches each shard gives. */
    public TaylorTask(TaskSettings settings, Scaler scaler, Network network, Sent<float[]> parameters, int[] shares) {
        super(settings, scaler);
        this.network = network;
        this.parameters = parameters;
        this.shares = shares.clone();
    }

    @Override
    Outcome<ArrayList<double[]>> compute(ExecutorNode node, Slice slice, Shard shard) {
        try (ReplicaPool.Lease lease = node.replicas().lease(network)) {
            return Outcome.done(new ArrayList<>(Worker.taylorSums(
                    network,
                    parameters.value(),
                    shard,
                    lease.replica(),
                    settings().steps().batch(),
                    shares[slice.index()])));
        }
    }
}
