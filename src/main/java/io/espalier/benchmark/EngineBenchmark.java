package io.espalier.benchmark;

import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * What an engine computes in a second: replicas side by side, each on a thread of its own, without Spark. Nothing else may run beside it.
 */
public final class EngineBenchmark {
    private EngineBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param asked with an engine that computes here, or auto
     * @param limit of matrix products on this machine
     * @param progress told a line a figure
     * @throws io.espalier.UserException if the engine can't do what is asked
     */
    public static EngineReport run(EngineSettings asked, MatrixLimit limit, Consumer<String> progress)
            throws InterruptedException {
        EngineSettings settings = asked.resolved();
        try (BareThreads<BareReplica> replicas = replicas(settings)) {
            Measuring measuring = new Measuring(replicas, settings.seconds(), progress);
            return new EngineReport(
                    settings,
                    measuring.samplesPerSecond("training", BareReplica::train),
                    measuring.samplesPerSecond("forward", BareReplica::forward),
                    measuring.samplesPerSecond("scoring", BareReplica::score),
                    limit);
        }
    }

    /** The replicas of some settings, ready to run. */
    static BareThreads<BareReplica> replicas(EngineSettings settings) {
        Network network = settings.built();
        UpdaterPlan updater = EngineSettings.updater();
        return BareReplica.threads(
                settings.replicas(),
                () -> Engines.replica(settings.engine(), network, updater, settings.batch(), settings.threads()),
                network,
                updater,
                settings.images(),
                settings.batch());
    }

    /** Measures one figure after the other. */
    private record Measuring(BareThreads<BareReplica> replicas, double seconds, Consumer<String> progress) {
        double samplesPerSecond(String figure, ToIntFunction<BareReplica> work) throws InterruptedException {
            double rate = replicas.medianSamplesPerSecond(seconds, work);
            progress.accept(String.format(Locale.ROOT, "%s  %,.0f samples/s", figure, rate));
            return rate;
        }
    }
}
