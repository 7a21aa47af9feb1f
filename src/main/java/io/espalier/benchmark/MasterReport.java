package io.espalier.benchmark;

import static io.espalier.Words.word;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The speed of our loop beside that of dl4j-spark's master. All figures are medians over the epochs; the ratio is the median of the
 * epochs' ratios, with the number of batches read ahead at which dl4j-spark is fastest.
 */
public final class MasterReport implements BenchmarkReport {
    private final MasterSettings settings;
    private final List<Turn> turns;
    private final int prefetch;

    MasterReport(MasterSettings settings, List<Turn> turns) {
        this.settings = settings;
        this.turns = List.copyOf(turns);
        this.prefetch = settings.prefetch().stream()
                .max(Comparator.comparingDouble(this::theirs))
                .orElseThrow();
    }

    /**
     * An epoch of ours, and one of theirs for each number of batches read ahead.
     *
     * @param samplesPerSecond of ours
     * @param theirs samples/s by batches read ahead
     */
    record Turn(double samplesPerSecond, Map<Integer, Double> theirs) {
        double theirs(int prefetch) {
            Double rate = theirs.get(prefetch);
            if (rate == null) {
                throw new IllegalArgumentException("Prefetch must be one of " + theirs.keySet() + ": " + prefetch);
            }
            return rate;
        }
    }

    private double theirs(int batchesAhead) {
        return median(turn -> turn.theirs(batchesAhead));
    }

    private double median(ToDoubleFunction<Turn> value) {
        return Median.of(turns.stream().mapToDouble(value));
    }

    private double ratio(Turn turn) {
        return turn.samplesPerSecond() / turn.theirs(prefetch);
    }

    @Override
    public List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "mlp, engine %s, batch %d, %d steps between averagings, %d workers on %s: medians of %d epochs",
                        word(settings.engine()),
                        settings.batch(),
                        settings.steps(),
                        LoopSettings.WORKERS,
                        settings.master(),
                        turns.size()),
                String.format(
                        Locale.ROOT,
                        "ours %,.0f samples/s, dl4j-spark %,.0f samples/s (prefetch %d): %.2f times",
                        median(Turn::samplesPerSecond),
                        theirs(prefetch),
                        prefetch,
                        median(this::ratio)));
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Double> byPrefetch = new LinkedHashMap<>();
        settings.prefetch()
                .forEach(batchesAhead -> byPrefetch.put(Integer.toString(batchesAhead), theirs(batchesAhead)));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "dl4j-spark");
        map.put("engine", word(settings.engine()));
        map.put("master", settings.master());
        map.put("batch", settings.batch());
        map.put("steps_per_round", settings.steps());
        map.put("workers", LoopSettings.WORKERS);
        map.put("epochs", turns.size());
        map.put("samples_per_second", median(Turn::samplesPerSecond));
        map.put("dl4j_spark_samples_per_second", theirs(prefetch));
        map.put("dl4j_spark_prefetch", prefetch);
        map.put("dl4j_spark_samples_per_second_by_prefetch", byPrefetch);
        map.put("ratio", median(this::ratio));
        map.put("ratios", turns.stream().map(this::ratio).toList());
        return map;
    }
}
