package io.espalier.benchmark;

import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.engine.CompiledReplicaFactory;
import io.espalier.network.Network;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.Engine;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.ReplicaFactory;
import java.util.Locale;

/** What an engine trains with. */
final class Engines {
    private Engines() {}

    /** What makes its replicas. */
    static ReplicaFactory factory(Engine engine) {
        return switch (engine) {
            case COMPILED -> new CompiledReplicaFactory(new Dl4jReplicaFactory());
            case AUTO, DL4J -> new Dl4jReplicaFactory();
        };
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
        return switch (plan.training().engine()) {
            case COMPILED -> BareReplica.threads(count, factory(Engine.COMPILED), network, updater, images, batch);
            case AUTO, DL4J -> Dl4jFit.threads(count, network, updater, Dl4jFit.Layers.FIT, images, batch);
        };
    }

    /** Its name as it is written in a job file. */
    static String name(Engine engine) {
        return engine.name().toLowerCase(Locale.ROOT);
    }
}
