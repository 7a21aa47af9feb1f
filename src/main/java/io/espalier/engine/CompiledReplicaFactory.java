package io.espalier.engine;

import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;

/** Makes replicas that train by a compiled step. */
public final class CompiledReplicaFactory implements ReplicaFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Replica create(Network network, UpdaterPlan updater, int microBatch) {
        return new CompiledReplica(network, updater, microBatch, Passes.fastest());
    }
}
