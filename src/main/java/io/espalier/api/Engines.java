package io.espalier.api;

import io.espalier.UserException;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.engine.CompiledReplicaFactory;
import io.espalier.network.Network;
import io.espalier.run.Engine;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.ReplicaFactory;

/** What computes the steps of a plan: the key {@code training.engine}. */
final class Engines {
    private Engines() {}

    /** Makes the replicas of a plan. */
    static ReplicaFactory factory(TrainingPlan plan) {
        return switch (plan.training().engine()) {
            case AUTO, COMPILED -> new CompiledReplicaFactory(new Dl4jReplicaFactory());
            case DL4J -> new Dl4jReplicaFactory();
        };
    }

    /** Makes the replicas of an engine that {@link #engine} found, and leaves nothing to another: their kernels are its own. */
    static ReplicaFactory alone(Engine engine) {
        return engine == Engine.COMPILED ? CompiledReplicaFactory.alone() : new Dl4jReplicaFactory();
    }

    /** What computes a network's steps and scores: what the plan says, or what auto comes to. */
    static Engine engine(TrainingPlan plan, Network network) {
        boolean compiled = plan.training().engine() != Engine.DL4J
                && CompiledReplicaFactory.refusal(network).isEmpty();
        return compiled ? Engine.COMPILED : Engine.DL4J;
    }

    /** Refuses a network that its plan wants compiled and that can't be. */
    static void requireSupported(TrainingPlan plan, Network network) {
        if (plan.training().engine() == Engine.COMPILED) {
            CompiledReplicaFactory.refusal(network).ifPresent(reason -> {
                throw new UserException("training.engine: compiled is not possible for this network (" + reason
                        + "); auto and dl4j are");
            });
        }
    }
}
