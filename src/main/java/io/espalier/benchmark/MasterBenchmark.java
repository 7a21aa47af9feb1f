package io.espalier.benchmark;

import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Our round loop against dl4j-spark's ParameterAveragingTrainingMaster: the same network, images, batches and number of steps between
 * two averagings, epochs in turns on the same executors. Nothing else may run beside it.
 */
public final class MasterBenchmark {
    private static final double MILLISECONDS = 1000;

    private MasterBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param cluster of the plan's master; its executors read files of this machine
     * @param directory empty; for the images
     * @param progress told a line a turn
     */
    public static MasterReport run(MasterSettings asked, Cluster cluster, Path directory, Consumer<String> progress)
            throws IOException {
        MasterSettings settings = asked.resolved();
        new SyntheticImages(settings.images(), settings.seed())
                .write(LoopSettings.images(directory), LoopSettings.labels(directory));
        TrainingPlan plan = settings.plan(directory);
        List<MasterReport.Turn> turns = new ArrayList<>();
        try (LoopRounds rounds = new LoopRounds(plan, cluster, directory);
                Dl4jSparkEpochs theirs = new Dl4jSparkEpochs(
                        settings, rounds.network(), plan.training().updater(), directory)) {
            for (int epoch = -settings.warmUpEpochs(); epoch < settings.epochs(); epoch++) {
                MasterReport.Turn turn = turn(settings, rounds, theirs);
                progress.accept(line(epoch, turn));
                if (epoch >= 0) {
                    turns.add(turn);
                }
            }
        }
        return new MasterReport(settings, turns);
    }

    private static MasterReport.Turn turn(MasterSettings settings, LoopRounds rounds, Dl4jSparkEpochs theirs) {
        double ours = epoch(rounds);
        Map<Integer, Double> byPrefetch = new LinkedHashMap<>();
        for (int prefetch : settings.prefetch()) {
            byPrefetch.put(prefetch, theirs.samplesPerSecond(prefetch));
        }
        return new MasterReport.Turn(ours, byPrefetch);
    }

    private static double epoch(LoopRounds rounds) {
        double milliseconds = 0;
        long examples = 0;
        for (int i = 0; i < MasterSettings.ROUNDS; i++) {
            LoopRounds.Round round = rounds.next();
            milliseconds += round.milliseconds();
            examples += round.record().examples();
        }
        return examples / (milliseconds / MILLISECONDS);
    }

    private static String line(int epoch, MasterReport.Turn turn) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s  ours %,.0f samples/s",
                epoch < 0 ? "warm-up" : "epoch " + (epoch + 1),
                turn.samplesPerSecond()));
        turn.theirs()
                .forEach((prefetch, rate) ->
                        line.append(String.format(Locale.ROOT, "  dl4j-spark (prefetch %d) %,.0f", prefetch, rate)));
        return line.toString();
    }
}
