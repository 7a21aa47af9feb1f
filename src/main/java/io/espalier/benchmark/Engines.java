package io.espalier.benchmark;

import io.espalier.UserException;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.engine.CompiledReplicaFactory;
import io.espalier.engine.SynchronousReplica;
import io.espalier.network.Network;
import io.espalier.run.Engine;
import io.espalier.run.TrainingPlan;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.Optional;

/** What an engine trains with. */
final class Engines {
    private Engines() {}

    /** What makes the replicas of a run: DL4J's where a network can't be compiled. */
    static ReplicaFactory factory(Engine engine) {
        return engine == Engine.DL4J ? new Dl4jReplicaFactory() : new CompiledReplicaFactory(new Dl4jReplicaFactory());
    }

    /**
     * The engine that computes: {@code auto} is one of the others.
     *
     * @throws UserException if a network is to be compiled and can't be
     */
    static Engine resolved(Engine engine, Network network) {
        if (engine == Engine.DL4J) {
            return engine;
        }
        Optional<String> refusal = CompiledReplicaFactory.refusal(network);
        if (engine == Engine.COMPILED && refusal.isPresent()) {
            throw new UserException(
                    "--engine compiled is not possible here (" + refusal.get() + "); auto and dl4j are");
        }
        return refusal.isPresent() ? Engine.DL4J : Engine.COMPILED;
    }

    /**
     * One replica.
     *
     * @param threads that it computes with
     * @throws UserException if the engine has no replicas of several threads
     */
    static Replica replica(Engine engine, Network network, UpdaterPlan updater, int batch, int threads) {
        if (threads == 1) {
            return factory(engine).create(network, updater, batch);
        }
        if (resolved(engine, network) != Engine.COMPILED) {
            throw new UserException("Only the compiled engine trains one model with several threads: " + threads);
        }
        return new SynchronousReplica(network, updater, batch, threads);
    }

    /**
     * The fastest that it has without a framework: its replicas, or DL4J's own {@code fit}.
     *
     * @param plan its engine, updater and batch
     * @param count of models, each on a thread of its own
     */
    static BareThreads<? extends BareModel> bare(
            TrainingPlan plan, int count, Network network, SyntheticImages images) {
        UpdaterPlan updater = plan.training().updater();
        int batch = plan.training().batch();
        Engine engine = resolved(plan.training().engine(), network);
        return engine == Engine.DL4J
                ? Dl4jFit.threads(count, network, updater, Dl4jFit.Layers.FIT, images, batch)
                : BareReplica.threads(
                        count, () -> replica(engine, network, updater, batch, 1), network, updater, images, batch);
    }
}
