package io.espalier.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        for (TrialResult reference : trials(comparison.reference()).toList()) {
            trials(comparison.job())
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

    /** The trials of one arm; empty where it was left out. */
    private Optional<ArmResults> of(Arm arm) {
        List<TrialResult> trials = results.stream()
                .filter(result -> result.trial().arm().equals(arm))
                .toList();
        return trials.isEmpty() ? Optional.empty() : Optional.of(new ArmResults(arm, trials));
    }

    private Stream<ArmResults> arms() {
        return comparison.arms().stream().flatMap(arm -> of(arm).stream());
    }

    private Stream<TrialResult> trials(Arm arm) {
        return of(arm).stream().flatMap(found -> found.trials().stream());
    }

    /** What the job saves of the reference's mean, a fraction; empty where an arm was left out. */
    Optional<Double> saved(ToDoubleFunction<ArmResults> mean) {
        return of(comparison.reference()).flatMap(reference -> of(comparison.job())
                .map(job -> 1 - mean.applyAsDouble(job) / mean.applyAsDouble(reference)));
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
        arms().map(ArmResults::line).forEach(lines::add);
        overPairs().ifPresent(interval -> lines.add(line("pairs", interval)));
        overFolds().ifPresent(interval -> lines.add(line("fold means", interval)));
        saved(ArmResults::presented)
                .ifPresent(examples -> lines.add(text(
                        "%s presents %s examples and takes %s time than %s",
                        comparison.job().key(),
                        percent(examples, "fewer", "more"),
                        percent(saved(ArmResults::seconds).orElseThrow(), "less", "more"),
                        comparison.reference().key())));
        return lines;
    }

    private String line(String over, MeanInterval interval) {
        return text(
                        "%s - %s over %d %s: %+.2f points",
                        comparison.job().key(), comparison.reference().key(), interval.count(), over, interval.mean())
                + interval.boundsText();
    }

    /** A saved fraction, which is negative where the job takes more. */
    private static String percent(double saved, String lessWord, String moreWord) {
        return text("%.1f %% %s", 100 * Math.abs(saved), saved < 0 ? moreWord : lessWord);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "quality");
        map.put("trials", results.stream().map(TrialResult::toMap).toList());
        Map<String, Object> arms = new LinkedHashMap<>();
        arms().forEach(arm -> arms.put(arm.arm().key(), arm.toMap()));
        map.put("arms", arms);
        overPairs().ifPresent(interval -> map.put("difference_points_over_pairs", interval.toMap()));
        overFolds().ifPresent(interval -> map.put("difference_points_over_folds", interval.toMap()));
        saved(ArmResults::presented).ifPresent(fraction -> map.put("examples_saved_fraction", fraction));
        saved(ArmResults::seconds).ifPresent(fraction -> map.put("seconds_saved_fraction", fraction));
        return map;
    }
}
