package io.espalier.benchmark;

import io.espalier.benchmark.SelectionSweep.Compared;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The test qualities by selection, and what the first selection differs by from each other one.
 *
 * <p>A difference is taken in percentage points between the two trainings of one seed; its interval takes every seed as one value. All
 * seeds share one split: it speaks of the randomness of weights, order and selection, not of which examples were the test part.
 */
public final class SelectionReport implements BenchmarkReport {
    private final SelectionSweep sweep;
    private final List<TrialResult> results;

    /**
     * The report of finished trials.
     *
     * @param results of every arm, the same seeds of each
     */
    SelectionReport(SelectionSweep sweep, List<TrialResult> results) {
        this.sweep = sweep;
        this.results = List.copyOf(results);
    }

    private ArmResults of(SelectionArm arm) {
        return new ArmResults(
                arm.arm(),
                results.stream()
                        .filter(result -> result.trial().arm().equals(arm.arm()))
                        .toList());
    }

    /** Mean difference in points over the seeds. */
    MeanInterval difference(Compared compared) {
        return new QualityReport(compared.comparison(), results).overPairs().orElseThrow();
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (SelectionArm arm : sweep.arms()) {
            ArmResults found = of(arm);
            lines.add(text(
                    "%s: %s; %,.0f examples presented, %.1f s a run",
                    arm.text(), found.qualityText(), found.presented(), found.seconds()));
        }
        for (Compared compared : sweep.compared()) {
            MeanInterval difference = difference(compared);
            lines.add(text(
                            "%s - %s over %d seeds: %+.2f points",
                            compared.job().arm().key(),
                            compared.reference().arm().key(),
                            difference.count(),
                            difference.mean())
                    + difference.boundsText());
        }
        return lines;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "selection");
        map.put("trials", results.stream().map(TrialResult::toMap).toList());
        map.put("arms", sweep.arms().stream().map(this::map).toList());
        map.put("difference_points", sweep.compared().stream().map(this::map).toList());
        return map;
    }

    private Map<String, Object> map(SelectionArm arm) {
        Map<String, Object> map = new LinkedHashMap<>(arm.toMap());
        map.putAll(of(arm).toMap());
        return map;
    }

    private Map<String, Object> map(Compared compared) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("job", compared.job().arm().key());
        map.put("reference", compared.reference().arm().key());
        map.putAll(difference(compared).toMap());
        return map;
    }
}
