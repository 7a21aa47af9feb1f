package io.espalier.benchmark;

import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the round loop costs: rounds on Spark against threads that train with the same engine and without any framework, in turns.
 *
 * <p>One round of ours, then as many steps of the bare threads, and so on: both see the same machine at almost the same
 * time. Nothing else may run beside it.
 */
public final class LoopBenchmark {
    private LoopBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param cluster of the plan's master
     * @param directory empty; for the images
     * @param progress told a line a pair
     */
    public static LoopReport run(LoopSettings asked, Cluster cluster, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException {
        LoopSettings settings = asked.resolved();
        SyntheticImages images = new SyntheticImages(settings.images(), settings.seed());
        images.write(LoopSettings.images(directory), LoopSettings.labels(directory));
        TrainingPlan plan = settings.plan(directory);
        List<LoopReport.Pair> pairs = new ArrayList<>();
        try (LoopRounds rounds = new LoopRounds(plan, cluster, directory);
                BareThreads<? extends BareModel> bare =
                        Engines.bare(plan, LoopSettings.WORKERS, rounds.network(), images)) {
            for (int turn = -settings.warmUpRounds(); turn < settings.rounds(); turn++) {
                LoopReport.Pair pair =
                        new LoopReport.Pair(rounds.next(), bare.samplesPerSecond(settings.steps(), BareModel::train));
                progress.accept(line(turn, pair, bare.loss()));
                if (turn >= 0) {
                    pairs.add(pair);
                }
            }
        }
        return new LoopReport(settings, pairs);
    }

    private static String line(int turn, LoopReport.Pair pair, double bareLoss) {
        return String.format(
                Locale.ROOT,
                "%s  round %,.0f examples/s (loss %.4f)  bare %,.0f examples/s (loss %.4f)",
                turn < 0 ? "warm-up" : "pair " + (turn + 1),
                pair.roundSamplesPerSecond(),
                pair.round().record().loss(),
                pair.bareSamplesPerSecond(),
                bareLoss);
    }
}
