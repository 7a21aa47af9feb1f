package io.espalier.benchmark;

import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;
import java.util.Locale;
import java.util.function.Consumer;

/** What the loss of executors costs: a job undisturbed, then once more while its executors are killed; in one cluster, one after the other. */
public final class KillsBenchmark {
    private KillsBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param plan of a {@code local-cluster}
     * @param kills of executors, at moments drawn evenly from as many seconds as the undisturbed run takes
     * @param seed of the moments
     * @param runner trains on the cluster
     */
    public static KillsReport run(
            TrainingPlan plan, int kills, long seed, TrialRunner runner, Consumer<String> progress) {
        RunRecord undisturbed = runner.train(plan);
        double seconds = undisturbed.results().orElseThrow().seconds();
        progress.accept(String.format(Locale.ROOT, "undisturbed  %.1f s", seconds));
        try (ExecutorKiller killer = ExecutorKiller.begin(kills, seconds, seed)) {
            RunRecord disturbed = runner.train(plan);
            return new KillsReport(
                    plan.name(),
                    killer.killed(),
                    undisturbed.results().orElseThrow(),
                    disturbed.results().orElseThrow());
        }
    }
}
