package io.espalier.api;

import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.spark.SparkSettings;
import io.espalier.store.TemporaryDirectory;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * How a training is run, none of which changes its result: where, who listens, when it stops early. Each method gives other options and
 * leaves these as they are.
 */
public final class TrainingOptions {
    private static final TrainingOptions DEFAULTS = new TrainingOptions(
            Optional.empty(), Optional.empty(), new RunListener() {}, () -> false, Optional.empty(), false);

    private final Optional<Cluster> cluster;
    private final Optional<SparkSettings> settings;
    private final RunListener listener;
    private final BooleanSupplier stopRequested;
    private final Optional<Instant> begun;
    private final boolean insists;

    private TrainingOptions(
            Optional<Cluster> cluster,
            Optional<SparkSettings> settings,
            RunListener listener,
            BooleanSupplier stopRequested,
            Optional<Instant> begun,
            boolean insists) {
        this.cluster = cluster;
        this.settings = settings;
        this.listener = listener;
        this.stopRequested = stopRequested;
        this.begun = begun;
        this.insists = insists;
    }

    /** An embedded Spark of the plan's master, started for the training and stopped after it; nobody listens. */
    public static TrainingOptions defaults() {
        return DEFAULTS;
    }

    /** Trains in a running Spark, which stays running. The plan's master has no meaning then. */
    public TrainingOptions spark(SparkSession session) {
        return cluster(Cluster.of(session));
    }

    /** Trains in a running cluster, which stays running. */
    public TrainingOptions cluster(Cluster running) {
        return new TrainingOptions(Optional.of(running), Optional.empty(), listener, stopRequested, begun, insists);
    }

    /** Starts Spark so, and stops it after the training. */
    public TrainingOptions spark(SparkSettings how) {
        return new TrainingOptions(Optional.empty(), Optional.of(how), listener, stopRequested, begun, insists);
    }

    /** Tells someone how the run gets on. */
    public TrainingOptions listener(RunListener told) {
        return new TrainingOptions(cluster, settings, told, stopRequested, begun, insists);
    }

    /** Ends the run after a round, with a checkpoint, as soon as this is true. Asked by the thread that trains. */
    public TrainingOptions stopWhen(BooleanSupplier requested) {
        return new TrainingOptions(cluster, settings, listener, requested, begun, insists);
    }

    /** Counts the time from when the program began as the run's start-up; without this, the time from the call to train. */
    public TrainingOptions begun(Instant programBegan) {
        return new TrainingOptions(cluster, settings, listener, stopRequested, Optional.of(programBegan), insists);
    }

    /** Takes the table that {@code importance.scores} names although its lineage does not fit the data and the plan. */
    public TrainingOptions insistingOnScores() {
        return new TrainingOptions(cluster, settings, listener, stopRequested, begun, true);
    }

    /** Whether a table of scores is taken whatever its lineage. */
    boolean insistsOnScores() {
        return insists;
    }

    RunListener listener() {
        return listener;
    }

    BooleanSupplier stopRequested() {
        return stopRequested;
    }

    Optional<Instant> begun() {
        return begun;
    }

    /** Whether Spark is started for the training. */
    boolean startsSpark() {
        return cluster.isEmpty();
    }

    /** Refuses to start a Spark beside another one, and executors of which nothing is known. */
    void requireStartable(String master) {
        if (!startsSpark()) {
            return;
        }
        if (Cluster.isRunning()) {
            throw new IllegalArgumentException(
                    "A Spark runs in this JVM: hand its session in with TrainingOptions.spark(session), or stop it");
        }
        if (settings.isEmpty() && !SparkSettings.isEmbedded(master)) {
            throw new IllegalArgumentException("Only local[n] is started without settings; for master " + master
                    + " hand a session in with TrainingOptions.spark(session)");
        }
    }

    /** Does something in the cluster that these options name. */
    <T> T inCluster(TrainingPlan plan, Function<Cluster, T> work) {
        if (cluster.isPresent()) {
            return work.apply(cluster.get());
        }
        if (settings.isPresent()) {
            return inCluster(settings.get(), listener::warned, work);
        }
        try (TemporaryDirectory local = TemporaryDirectory.create()) {
            return inCluster(
                    SparkSettings.embedded(plan.master(), "espalier " + plan.name(), local.path()),
                    listener::warned,
                    work);
        }
    }

    private static <T> T inCluster(SparkSettings settings, Consumer<String> warnings, Function<Cluster, T> work) {
        try (Cluster started = Cluster.start(settings, warnings)) {
            return work.apply(started);
        }
    }
}
