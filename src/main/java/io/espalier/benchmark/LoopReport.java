package io.espalier.benchmark;

import static io.espalier.Words.word;

import io.espalier.benchmark.LoopRounds.Round;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The speed of rounds beside that of bare threads. All figures are medians over the pairs; the ratio is the median of
 * the pairs' ratios.
 *
 * <p>The same steps on bare threads take the milliseconds given beside a round's compute: what is between the two is the
 * reading of batches, the slower worker, and the step itself.
 */
public final class LoopReport implements BenchmarkReport {
    private static final double MILLISECONDS = 1000;

    private final LoopSettings settings;
    private final List<Pair> pairs;

    LoopReport(LoopSettings settings, List<Pair> pairs) {
        this.settings = settings;
        this.pairs = List.copyOf(pairs);
    }

    /** One round and the bare threads' turn after it. */
    record Pair(Round round, double bareSamplesPerSecond) {
        double roundSamplesPerSecond() {
            return round.record().examples() / (round.milliseconds() / MILLISECONDS);
        }

        double ratio() {
            return roundSamplesPerSecond() / bareSamplesPerSecond;
        }

        double bareMilliseconds() {
            return MILLISECONDS * round.record().examples() / bareSamplesPerSecond;
        }
    }

    double median(ToDoubleFunction<Pair> value) {
        return Median.of(pairs.stream().mapToDouble(value));
    }

    private RoundParts parts() {
        return RoundParts.medians(
                pairs.stream().map(pair -> RoundParts.of(pair.round())).toList());
    }

    @Override
    public List<String> lines() {
        return List.of(
                text(
                        "%s, engine %s, batch %d, %d steps a round, %d workers on %s: medians of %d pairs",
                        word(settings.network()),
                        word(settings.engine()),
                        settings.batch(),
                        settings.steps(),
                        LoopSettings.WORKERS,
                        settings.master(),
                        pairs.size()),
                text(
                        "rounds %,.0f examples/s, bare threads %,.0f examples/s: %.1f %%",
                        median(Pair::roundSamplesPerSecond),
                        median(Pair::bareSamplesPerSecond),
                        100 * median(Pair::ratio)),
                text("%s; the same steps bare %.0f ms", parts().line(), median(Pair::bareMilliseconds)));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "loop");
        map.put("network", word(settings.network()));
        map.put("engine", word(settings.engine()));
        map.put("master", settings.master());
        map.put("batch", settings.batch());
        map.put("steps_per_round", settings.steps());
        map.put("workers", LoopSettings.WORKERS);
        map.put("pairs", pairs.size());
        map.put("samples_per_second", median(Pair::roundSamplesPerSecond));
        map.put("bare_samples_per_second", median(Pair::bareSamplesPerSecond));
        map.put("ratio", median(Pair::ratio));
        map.put("ratios", pairs.stream().map(Pair::ratio).toList());
        map.put("round_milliseconds", parts().toMap());
        map.put("bare_milliseconds", median(Pair::bareMilliseconds));
        return map;
    }
}
