package io.espalier.dl4j;

import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;

/** Makes replicas that train with DL4J's own layers, on any ND4J backend. */
public final class Dl4jReplicaFactory implements ReplicaFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public Replica create(Network network, UpdaterPlan updater, int microBatch) {
        return new Dl4jReplica(network, updater, microBatch);
    }

    @Override
    public String kernelProbe() {
        return Probed.HASH;
    }

    /** The probe of this JVM, run when it is asked for first: its answer does not change. */
    private static final class Probed {
        static final String HASH = KernelProbe.run().hash();
    }
}
