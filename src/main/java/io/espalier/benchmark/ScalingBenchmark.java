package io.espalier.benchmark;

import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What more executors bring: the same rounds of the same two workers on clusters of one executor and of two, each executor with one core.
 *
 * <p>A JVM has one Spark at a time, so the clusters follow one another, in turns: both see the same machine within a minute. Nothing else
 * may run beside it.
 */
public final class ScalingBenchmark {
    private static final double MILLISECONDS = 1000;
    private static final int MOST_EXECUTORS = LoopSettings.WORKERS;

    private ScalingBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param settings rounds of one cluster in one turn
     * @param turns of both clusters, at least 1
     * @param megabytes memory of an executor
     * @param clusters starts the cluster that a plan asks for
     * @param directory empty; for the images
     * @param progress told a line a cluster
     */
    public static ScalingReport run(
            LoopSettings settings,
            int turns,
            int megabytes,
            Function<TrainingPlan, Cluster> clusters,
            Path directory,
            Consumer<String> progress)
            throws IOException {
        SyntheticImages images = new SyntheticImages(settings.images(), settings.seed());
        images.write(LoopSettings.images(directory), LoopSettings.labels(directory));
        List<Map<Integer, Double>> speeds = new ArrayList<>();
        for (int turn = 1; turn <= turns; turn++) {
            Map<Integer, Double> byExecutors = new TreeMap<>();
            for (int executors = 1; executors <= MOST_EXECUTORS; executors++) {
                double speed = samplesPerSecond(settings, master(executors, megabytes), clusters, directory);
                progress.accept(
                        String.format(Locale.ROOT, "turn %d  executors %d  %,.0f samples/s", turn, executors, speed));
                byExecutors.put(executors, speed);
            }
            speeds.add(byExecutors);
        }
        return new ScalingReport(settings, speeds);
    }

    private static String master(int executors, int megabytes) {
        return "local-cluster[" + executors + ",1," + megabytes + "]";
    }

    /** The median over the rounds after the warm-up. */
    private static double samplesPerSecond(
            LoopSettings settings, String master, Function<TrainingPlan, Cluster> clusters, Path directory) {
        TrainingPlan loop = settings.plan(directory);
        TrainingPlan plan = loop.at(master, loop.output());
        List<Double> speeds = new ArrayList<>();
        try (Cluster cluster = clusters.apply(plan);
                LoopRounds rounds = new LoopRounds(plan, cluster, directory)) {
            for (int round = -settings.warmUpRounds(); round < settings.rounds(); round++) {
                LoopRounds.Round trained = rounds.next();
                if (round >= 0) {
                    speeds.add(trained.record().examples() / (trained.milliseconds() / MILLISECONDS));
                }
            }
        }
        return Median.of(speeds.stream().mapToDouble(Double::doubleValue));
    }
}
