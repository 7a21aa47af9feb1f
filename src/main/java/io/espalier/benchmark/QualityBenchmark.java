package io.espalier.benchmark;

import io.espalier.run.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a job costs in quality: against dense training with the same budget, or against itself with some keys set otherwise; folds and
 * seeds are the same.
 *
 * <p>The arms of one pair have the same split and initial weights, and, unless their plans differ in that, the same shards, order and
 * draws, so that their difference is due to what their plans differ in alone.
 */
public final class QualityBenchmark {
    private final Function<List<String>, TrainingPlan> plans;
    private final TrialRunner runner;
    private final Consumer<String> progress;

    /**
     * A benchmark of one job.
     *
     * @param plans the job with some keys set to other values, each {@code key=value}
     * @param progress told a line a trial
     */
    public QualityBenchmark(Function<List<String>, TrainingPlan> plans, TrialRunner runner, Consumer<String> progress) {
        this.plans = plans;
        this.runner = runner;
        this.progress = progress;
    }

    /**
     * Trains every arm some times, with the first seed, so that what runs afterwards runs at full speed.
     *
     * @param dropped trains; what comes of it is not looked at
     */
    public void warmUp(int times, long seed, List<Arm> arms, TrialRunner dropped) {
        for (int time = 0; time < times; time++) {
            for (Arm arm : arms) {
                dropped.train(plans.apply(sets(new Trial(0, seed, arm), 0)));
            }
        }
    }

    /**
     * Trains every arm with every seed on every fold, one after the other.
     *
     * @param folds of a cross-validation over all rows; 0: the job's own split
     * @param seeds at least one
     * @param comparison what is compared
     * @param arms of the comparison, at least one
     * @throws io.espalier.UserException if the data turns out to have no test part
     */
    public QualityReport run(int folds, List<Long> seeds, Comparison comparison, List<Arm> arms) {
        List<Trial> trials = trials(folds, seeds, arms);
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : trials) {
            TrialResult result = TrialResult.of(trial, runner.train(plans.apply(sets(trial, folds))));
            result.requireTestPart("--folds, data.test_fraction or data.test_path");
            results.add(result);
            progress.accept(String.format(
                    Locale.ROOT,
                    "%d of %d  fold %d  seed %d  %-11s  %s  %.1f s",
                    results.size(),
                    trials.size(),
                    trial.fold(),
                    trial.seed(),
                    trial.arm().key(),
                    result.results().testQualityText(),
                    result.results().seconds()));
        }
        return new QualityReport(comparison, results);
    }

    private static List<Trial> trials(int folds, List<Long> seeds, List<Arm> arms) {
        List<Trial> trials = new ArrayList<>();
        for (int fold = 0; fold < Math.max(1, folds); fold++) {
            for (long seed : seeds) {
                for (Arm arm : arms) {
                    trials.add(new Trial(fold, seed, arm));
                }
            }
        }
        return trials;
    }

    private static List<String> sets(Trial trial, int folds) {
        List<String> sets = new ArrayList<>(trial.arm().sets());
        sets.add("training.seed=" + trial.seed());
        if (folds > 0) {
            sets.add("data.folds=" + folds);
            sets.add("data.fold=" + trial.fold());
        }
        return sets;
    }
}
