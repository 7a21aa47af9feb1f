package io.espalier.benchmark;

import io.espalier.network.Network;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What more executors bring: the same rounds of the same two workers on clusters of one executor and of two, each executor with one core;
 * and what two threads without any framework bring over one, which no cluster on this machine can beat.
 *
 * <p>A JVM has one Spark at a time, so the clusters follow one another, in turns: all see the same machine within a minute. Nothing else
 * may run beside it.
 */
public final class ScalingBenchmark {
    private static final int MOST_EXECUTORS = LoopSettings.WORKERS;

    private final LoopSettings settings;
    private final int megabytes;
    private final Function<TrainingPlan, Cluster> clusters;
    private final Path directory;
    private final SyntheticImages images;

    private ScalingBenchmark(
            LoopSettings settings, int megabytes, Function<TrainingPlan, Cluster> clusters, Path directory) {
        this.settings = settings;
        this.megabytes = megabytes;
        this.clusters = clusters;
        this.directory = directory;
        this.images = new SyntheticImages(settings.images(), settings.seed());
    }

    /**
     * Runs the benchmark.
     *
     * @param asked rounds of one cluster in one turn
     * @param turns of both clusters, at least 1
     * @param megabytes memory of an executor
     * @param clusters starts the cluster that a plan asks for
     * @param directory empty; for the images
     * @param progress told a line a measurement
     */
    public static ScalingReport run(
            LoopSettings asked,
            int turns,
            int megabytes,
            Function<TrainingPlan, Cluster> clusters,
            Path directory,
            Consumer<String> progress)
            throws IOException, InterruptedException {
        LoopSettings settings = asked.resolved();
        ScalingBenchmark benchmark = new ScalingBenchmark(settings, megabytes, clusters, directory);
        benchmark.images.write(LoopSettings.images(directory), LoopSettings.labels(directory));
        List<ScalingReport.Turn> measured = new ArrayList<>();
        for (int turn = 1; turn <= turns; turn++) {
            measured.add(benchmark.turn("turn " + turn, progress));
        }
        return new ScalingReport(settings, measured);
    }

    private ScalingReport.Turn turn(String name, Consumer<String> progress) throws InterruptedException {
        Map<Integer, RoundParts> rounds = new TreeMap<>();
        for (int executors = 1; executors <= MOST_EXECUTORS; executors++) {
            RoundParts parts = rounds(executors);
            rounds.put(executors, parts);
            progress.accept(name + "  executors " + executors + "  " + parts.line());
        }
        Map<Integer, Double> bare = new TreeMap<>();
        for (int threads = 1; threads <= MOST_EXECUTORS; threads++) {
            double speed = bareSamplesPerSecond(threads);
            bare.put(threads, speed);
            progress.accept(String.format(Locale.ROOT, "%s  bare threads %d  %,.0f samples/s", name, threads, speed));
        }
        return new ScalingReport.Turn(rounds, bare);
    }

    /** The medians over the rounds after the warm-up. */
    private RoundParts rounds(int executors) {
        TrainingPlan loop = settings.plan(directory);
        TrainingPlan plan = loop.at("local-cluster[" + executors + ",1," + megabytes + "]", loop.output());
        List<RoundParts> parts = new ArrayList<>();
        try (Cluster cluster = clusters.apply(plan);
                LoopRounds rounds = new LoopRounds(plan, cluster, directory)) {
            for (int round = -settings.warmUpRounds(); round < settings.rounds(); round++) {
                LoopRounds.Round trained = rounds.next();
                if (round >= 0) {
                    parts.add(RoundParts.of(trained));
                }
            }
        }
        return RoundParts.medians(parts);
    }

    private double bareSamplesPerSecond(int threads) throws InterruptedException {
        TrainingPlan plan = settings.plan(directory);
        Network network = BenchmarkNetworks.of(settings.network());
        try (BareThreads<? extends BareModel> bare = Engines.bare(plan, threads, network, images)) {
            double[] speeds = new double[settings.rounds()];
            for (int round = -settings.warmUpRounds(); round < speeds.length; round++) {
                double speed = bare.samplesPerSecond(settings.steps(), BareModel::train);
                if (round >= 0) {
                    speeds[round] = speed;
                }
            }
            return Median.of(Arrays.stream(speeds));
        }
    }
}
