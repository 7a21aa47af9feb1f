package io.espalier.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The trials of one arm, and their means.
 *
 * @param trials at least one
 */
record ArmResults(Arm arm, List<TrialResult> trials) {
    private static final double MEGABYTE = 1e6;

    ArmResults {
        trials = List.copyOf(trials);
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("An arm needs at least 1 trial: 0");
        }
    }

    /** Mean accuracy on the test part, a fraction. */
    double testQuality() {
        return mean(trial -> trial.results().testQuality());
    }

    /** Mean accuracy on the validation part, a fraction; NaN where the data has none. */
    double validationQuality() {
        return mean(trial -> trial.results().validationQuality());
    }

    /** Mean number of examples presented, each counted as often as it was. */
    double presented() {
        return mean(TrialResult::presented);
    }

    /** Mean wall time. */
    double seconds() {
        return mean(trial -> trial.results().seconds());
    }

    private double mean(ToDoubleFunction<TrialResult> value) {
        return trials.stream().mapToDouble(value).average().orElseThrow();
    }

    private String units() {
        return trials.stream().map(TrialResult::units).distinct().collect(Collectors.joining(", "));
    }

    private double parametersRemovedFraction() {
        return mean(trial -> trial.results().parametersRemovedFraction());
    }

    private double bytesUp() {
        return mean(trial -> trial.results().bytesUp());
    }

    /** All means for people, one line. */
    String line() {
        return text(
                "%s: %s; %.2f %% of parameters removed, units %s; %.2f %% of examples kept, %,.0f presented;"
                        + " %.2f %% of FLOPs removed; %.1f MB up, %.1f s a run",
                arm.key(),
                qualityText(),
                100 * parametersRemovedFraction(),
                units(),
                100 * mean(TrialResult::examplesKeptFraction),
                presented(),
                100 * mean(TrialResult::flopsRemovedFraction),
                bytesUp() / MEGABYTE,
                seconds());
    }

    /** The qualities for people: {@code mean test accuracy 97.21 %, validation 97.03 %}. */
    String qualityText() {
        String test = text("mean test accuracy %.2f %%, ", 100 * testQuality());
        return Double.isNaN(validationQuality())
                ? test + "no validation part"
                : test + text("validation %.2f %%", 100 * validationQuality());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** All means for programs. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("trials", trials.size());
        map.put("mean_test_quality", testQuality());
        if (!Double.isNaN(validationQuality())) {
            map.put("mean_validation_quality", validationQuality());
        }
        map.put("units", units());
        map.put("parameters_removed_fraction", parametersRemovedFraction());
        map.put("examples_kept_fraction", mean(TrialResult::examplesKeptFraction));
        map.put("mean_examples_presented", presented());
        map.put("flops_removed_fraction", mean(TrialResult::flopsRemovedFraction));
        map.put("mean_bytes_up", bytesUp());
        map.put("mean_seconds", seconds());
        return map;
    }
}
