package io.espalier.trainer;

import io.espalier.network.Network;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import java.io.Serializable;

/** Makes replicas where they are used: travels to executors. */
public interface ReplicaFactory extends Serializable {
    /**
     * A replica with undefined weights.
     *
     * @param microBatch rows that go through the network at once, at least 1
     */
    Replica create(Network network, UpdaterPlan updater, int microBatch);

    /**
     * The hash of a short computation with the kernels of this machine: machines with equal ones give equal bits. Takes well under a
     * second. Replicas without native kernels compute alike everywhere: they need not say more than this default.
     */
    default String kernelProbe() {
        return "java";
    }

    /** Number of moments of an update rule: arrays as long as the parameters that {@link Replica#load} takes. */
    static int moments(UpdaterPlan updater) {
        return moments(updater.kind());
    }

    /** Number of moments of a kind of update rule. */
    static int moments(UpdaterKind kind) {
        return switch (kind) {
            case ADAM, ADAMW -> 2;
            case NESTEROVS, RMSPROP, ADAGRAD -> 1;
            case SGD -> 0;
        };
    }
}
