package io.espalier.benchmark;

import static io.espalier.Words.word;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The speed by number of executors, and of bare threads by their number: medians over the turns. A gain is the median of the turns' gains
 * over one.
 */
public final class ScalingReport implements BenchmarkReport {
    private static final double MILLISECONDS = 1000;

    private final LoopSettings settings;
    private final List<Turn> turns;

    /**
     * One turn.
     *
     * @param rounds medians by number of executors, 1 among them
     * @param bare samples/s by number of threads, 1 among them
     */
    record Turn(Map<Integer, RoundParts> rounds, Map<Integer, Double> bare) {}

    /**
     * A report.
     *
     * @param turns all with the same numbers of executors and threads
     */
    ScalingReport(LoopSettings settings, List<Turn> turns) {
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("A report needs at least 1 turn: 0");
        }
        this.settings = settings;
        this.turns = List.copyOf(turns);
    }

    private Set<Integer> executors() {
        return new TreeSet<>(turns.get(0).rounds().keySet());
    }

    private Set<Integer> threads() {
        return new TreeSet<>(turns.get(0).bare().keySet());
    }

    private double samplesPerSecond(Turn turn, int executors) {
        long samples = (long) LoopSettings.WORKERS * settings.steps() * settings.batch();
        return samples / (parts(turn, executors).all() / MILLISECONDS);
    }

    private static RoundParts parts(Turn turn, int executors) {
        return Objects.requireNonNull(turn.rounds().get(executors));
    }

    private static double bareSamplesPerSecond(Turn turn, int threads) {
        return Objects.requireNonNull(turn.bare().get(threads));
    }

    private double median(ToDoubleFunction<Turn> value) {
        return Median.of(turns.stream().mapToDouble(value));
    }

    /** Samples a second. */
    double speed(int executors) {
        return median(turn -> samplesPerSecond(turn, executors));
    }

    /** How many times as fast as one executor. */
    double gain(int executors) {
        return median(turn -> samplesPerSecond(turn, executors) / samplesPerSecond(turn, 1));
    }

    /** Samples a second. */
    double bareSpeed(int threads) {
        return median(turn -> bareSamplesPerSecond(turn, threads));
    }

    /** How many times as fast as one thread. */
    double bareGain(int threads) {
        return median(turn -> bareSamplesPerSecond(turn, threads) / bareSamplesPerSecond(turn, 1));
    }

    private RoundParts parts(int executors) {
        return RoundParts.medians(
                turns.stream().map(turn -> parts(turn, executors)).toList());
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(text(
                "%s, engine %s, batch %d, %d steps a round, %d workers: medians of %d turns",
                word(settings.network()),
                word(settings.engine()),
                settings.batch(),
                settings.steps(),
                LoopSettings.WORKERS,
                turns.size()));
        for (int executors : executors()) {
            lines.add(text(
                    "executors %d: %,.0f samples/s, %.2f times; %s",
                    executors,
                    speed(executors),
                    gain(executors),
                    parts(executors).line()));
        }
        for (int threads : threads()) {
            lines.add(text(
                    "bare threads %d: %,.0f samples/s, %.2f times", threads, bareSpeed(threads), bareGain(threads)));
        }
        return lines;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("benchmark", "scaling");
        map.put("network", word(settings.network()));
        map.put("engine", word(settings.engine()));
        map.put("batch", settings.batch());
        map.put("steps_per_round", settings.steps());
        map.put("workers", LoopSettings.WORKERS);
        map.put("turns", turns.size());
        map.put("samples_per_second_by_executors", by(executors(), this::speed));
        map.put("gain_by_executors", by(executors(), this::gain));
        map.put("round_milliseconds_by_executors", by(executors(), executors -> parts(executors)
                .toMap()));
        map.put("bare_samples_per_second_by_threads", by(threads(), this::bareSpeed));
        map.put("bare_gain_by_threads", by(threads(), this::bareGain));
        return map;
    }

    private static <V> Map<String, V> by(Set<Integer> numbers, Function<Integer, V> value) {
        Map<String, V> map = new LinkedHashMap<>();
        numbers.forEach(number -> map.put(Integer.toString(number), value.apply(number)));
        return map;
    }
}
