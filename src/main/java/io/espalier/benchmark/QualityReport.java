package io.espalier.benchmark;

import io.espalier.run.RunRecord.FinalRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The test qualities of the arms and what they differ by.
 *
 * <p>A difference is job minus reference of one pair (same fold, same seed), in percentage points. Two intervals of
 * the mean difference are given. The first takes every pair as one value, n = folds x seeds: it speaks of the
 * randomness of folds and seeds together, but pairs of one fold share their test examples and the training sets of two
 * folds overlap, so that the pairs are not fully independent and the interval is somewhat too narrow. The second takes
 * the mean of each fold as one value, n = folds: wider, because it rests on few values.
 */
public final class QualityReport implements BenchmarkReport {
    private static final double POINTS = 100;
    private static final double MEGABYTE = 1e6;

    private final Comparison comparison;
    private final List<TrialResult> results;

    /**
     * The report of finished trials.
     *
     * @param comparison whose arms the trials are of
     * @param results at least one
     */
    QualityReport(Comparison comparison, List<TrialResult> results) {
        if (results.isEmpty()) {
            throw new IllegalArgumentException("A report needs at least 1 trial: 0");
        }
        this.comparison = comparison;
        this.results = List.copyOf(results);
    }

    /** Test accuracies of one pair as fractions. */
    record Pair(int fold, long seed, double reference, double job) {
        double differencePoints() {
            return POINTS * (job - reference);
        }
    }

    /** Pairs in the order of the trials; empty where an arm was left out. */
    List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (TrialResult reference : of(comparison.reference())) {
            of(comparison.job()).stream()
                    .filter(other -> other.trial().fold() == reference.trial().fold()
                            && other.trial().seed() == reference.trial().seed())
                    .forEach(other -> pairs.add(new Pair(
                            reference.trial().fold(),
                            reference.trial().seed(),
                            reference.results().testQuality(),
                            other.results().testQuality())));
        }
        return pairs;
    }

    /** Mean difference in points over all pairs. */
    Optional<MeanInterval> overPairs() {
        List<Double> differences = pairs().stream().map(Pair::differencePoints).toList();
        return differences.isEmpty() ? Optional.empty() : Optional.of(MeanInterval.of(differences));
    }

    /** Mean difference in points over the means of the folds. */
    Optional<MeanInterval> overFolds() {
        Map<Integer, Double> means = pairs().stream()
                .collect(Collectors.groupingBy(
                        Pair::fold, TreeMap::new, Collectors.averagingDouble(Pair::differencePoints)));
        return means.isEmpty() ? Optional.empty() : Optional.of(MeanInterval.of(List.copyOf(means.values())));
    }

    private List<TrialResult> of(Arm arm) {
        return results.stream()
                .filter(result -> result.trial().arm().equals(arm))
                .toList();
    }

    private static double mean(List<TrialResult> results, ToDoubleFunction<TrialResult> value) {
        return results.stream().mapToDouble(value).average().orElseThrow();
    }

    private static String units(List<TrialResult> results) {
        return results.stream().map(TrialResult::units).distinct().collect(Collectors.joining(", "));
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Pair pair : pairs()) {
            lines.add(text(
                    "fold %d  seed %d  %s %6.2f %%  %s %6.2f %%  difference %+.2f points",
                    pair.fold(),
                    pair.seed(),
                    comparison.reference().key(),
                    100 * pair.reference(),
                    comparison.job().key(),
                    100 * pair.job(),
                    pair.differencePoints()));
        }
        for (Arm arm : comparison.arms()) {
            if (!of(arm).isEmpty()) {
                lines.add(line(arm));
            }
        }
        overPairs().ifPresent(interval -> lines.add(line("pairs", interval)));
        overFolds().ifPresent(interval -> lines.add(line("fold means", interval)));
        return lines;
    }

    private String line(Arm arm) {
        List<TrialResult> trials = of(arm);
        return text(
                "%s: mean test accuracy %.2f %%, %s; %.2f %% of parameters removed, units %s;"
                        + " %.2f %% of examples kept, %,.0f presented; %.2f %% of FLOPs removed; %.1f MB up, %.1f s a run",
                arm.key(),
                100 * mean(trials, trial -> trial.results().testQuality()),
                validation(mean(trials, trial -> trial.results().validationQuality())),
                100 * mean(trials, trial -> trial.results().parametersRemovedFraction()),
                units(trials),
                100 * mean(trials, TrialResult::examplesKeptFraction),
                mean(trials, TrialResult::presented),
                100 * mean(trials, TrialResult::flopsRemovedFraction),
                mean(trials, trial -> trial.results().bytesUp() / MEGABYTE),
                mean(trials, trial -> trial.results().seconds()));
    }

    private static String validation(double quality) {
        return Double.isNaN(quality) ? "no validation part" : text("validation %.2f %%", 100 * quality);
    }

    private String line(String over, MeanInterval interval) {
        String difference = text(
                "%s - %s over %d %s: %+.2f points",
                comparison.job().key(), comparison.reference().key(), interval.count(), over, interval.mean());
        return interval.count() == 1
                ? difference + ", no interval from one value"
                : difference + text(", 95 %% interval [%+.2f, %+.2f]", interval.low(), interval.high());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "quality");
        map.put("trials", results.stream().map(QualityReport::map).toList());
        Map<String, Object> arms = new LinkedHashMap<>();
        for (Arm arm : comparison.arms()) {
            if (!of(arm).isEmpty()) {
                arms.put(arm.key(), armMap(of(arm)));
            }
        }
        map.put("arms", arms);
        overPairs().ifPresent(interval -> map.put("difference_points_over_pairs", map(interval)));
        overFolds().ifPresent(interval -> map.put("difference_points_over_folds", map(interval)));
        return map;
    }

    private static Map<String, Object> map(TrialResult result) {
        FinalRecord end = result.results();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("fold", result.trial().fold());
        map.put("seed", result.trial().seed());
        map.put("arm", result.trial().arm().key());
        map.put("run_id", result.runId());
        map.put("test_quality", end.testQuality());
        map.put("units", result.units());
        map.put("parameters_after", end.parametersAfter());
        map.put("examples_kept", end.examplesKept());
        map.put("examples_presented", result.presented());
        map.put("bytes_up", end.bytesUp());
        map.put("seconds", end.seconds());
        map.put("weights_sha256", end.weightsSha256());
        return map;
    }

    private static Map<String, Object> armMap(List<TrialResult> trials) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("trials", trials.size());
        map.put("mean_test_quality", mean(trials, trial -> trial.results().testQuality()));
        map.put("units", units(trials));
        map.put("parameters_removed_fraction", mean(trials, trial -> trial.results()
                .parametersRemovedFraction()));
        map.put("examples_kept_fraction", mean(trials, TrialResult::examplesKeptFraction));
        map.put("mean_examples_presented", mean(trials, TrialResult::presented));
        map.put("flops_removed_fraction", mean(trials, TrialResult::flopsRemovedFraction));
        map.put("mean_bytes_up", mean(trials, trial -> trial.results().bytesUp()));
        map.put("mean_seconds", mean(trials, trial -> trial.results().seconds()));
        return map;
    }

    private static Map<String, Object> map(MeanInterval interval) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("count", interval.count());
        map.put("mean", interval.mean());
        if (interval.count() > 1) {
            map.put("standard_error", interval.standardError());
            map.put("low95", interval.low());
            map.put("high95", interval.high());
        }
        return map;
    }
}
