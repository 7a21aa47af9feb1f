package io.espalier.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The speed by number of executors: medians over the turns; the gain is the median of the turns' gains over one executor. */
public final class ScalingReport implements BenchmarkReport {
    private final LoopSettings settings;
    private final List<Map<Integer, Double>> turns;

    /**
     * A report.
     *
     * @param turns samples/s by number of executors, of each turn the same numbers; 1 is one of them
     */
    ScalingReport(LoopSettings settings, List<Map<Integer, Double>> turns) {
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("A report needs at least 1 turn: 0");
        }
        this.settings = settings;
        this.turns = List.copyOf(turns);
    }

    private Set<Integer> executors() {
        return turns.get(0).keySet();
    }

    /** Samples a second. */
    double speed(int executors) {
        return Median.of(turns.stream().mapToDouble(turn -> turn.getOrDefault(executors, Double.NaN)));
    }

    /** How many times as fast as one executor. */
    double gain(int executors) {
        return Median.of(turns.stream()
                .mapToDouble(turn -> turn.getOrDefault(executors, Double.NaN) / turn.getOrDefault(1, Double.NaN)));
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s, batch %d, %d steps a round, %d workers: medians of %d turns",
                settings.network().name().toLowerCase(Locale.ROOT),
                settings.batch(),
                settings.steps(),
                LoopSettings.WORKERS,
                turns.size()));
        for (int executors : executors()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "executors %d: %,.0f samples/s, %.2f times",
                    executors,
                    speed(executors),
                    gain(executors)));
        }
        return lines;
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "scaling");
        map.put("network", settings.network().name().toLowerCase(Locale.ROOT));
        map.put("batch", settings.batch());
        map.put("steps_per_round", settings.steps());
        map.put("workers", LoopSettings.WORKERS);
        map.put("turns", turns.size());
        Map<String, Object> speeds = new TreeMap<>();
        Map<String, Object> gains = new TreeMap<>();
        for (int executors : executors()) {
            speeds.put(Integer.toString(executors), speed(executors));
            gains.put(Integer.toString(executors), gain(executors));
        }
        map.put("samples_per_second_by_executors", speeds);
        map.put("gain_by_executors", gains);
        return map;
    }
}
