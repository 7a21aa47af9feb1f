package io.espalier.benchmark;

import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the loss of executors costs: a job undisturbed, then once more while its executors are killed; in one cluster, one after the other,
 * after a run that warms it up.
 */
public final class KillsBenchmark {
    /** Of the seconds of the undisturbed run: all kills are to come before the end of a run that may be a little faster. */
    private static final double SHARE = 0.9;

    private KillsBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param plan of a {@code local-cluster}
     * @param kills of executors, at moments drawn evenly from most of the seconds that the undisturbed run takes
     * @param seed of the moments
     * @param runner trains on the cluster
     */
    public static KillsReport run(
            TrainingPlan plan, int kills, long seed, TrialRunner runner, Consumer<String> progress) {
        RunRecord first = runner.train(plan);
        progress.accept(String.format(
                Locale.ROOT, "warm-up  %.1f s", first.results().orElseThrow().seconds()));
        RunRecord undisturbed = runner.train(plan);
        double seconds = undisturbed.results().orElseThrow().seconds();
        progress.accept(String.format(Locale.ROOT, "undisturbed  %.1f s", seconds));
        try (ExecutorKiller killer = ExecutorKiller.begin(kills, SHARE * seconds, seed)) {
            RunRecord disturbed = runner.train(plan);
            return new KillsReport(
                    plan.name(),
                    killer.killed(),
                    undisturbed.results().orElseThrow(),
                    disturbed.results().orElseThrow());
        }
    }
}
