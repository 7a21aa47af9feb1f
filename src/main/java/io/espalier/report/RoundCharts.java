package io.espalier.report;

import io.espalier.report.Chart.Point;
import io.espalier.report.ReportData.LayerUnits;
import io.espalier.report.ReportData.PhaseFigures;
import io.espalier.report.ReportData.RoundFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Curves over the rounds of a run, with its phases shaded and the compaction marked. */
final class RoundCharts {
    /** More points than a curve of this width can show. */
    private static final int MOST_POINTS = 1000;

    /** Parts of a chart that show details when pointed at. */
    private static final int MOST_TIPS = 120;

    /** Columns with seams between them. */
    private static final int MOST_SEAMS = 40;

    /** Curves that leave the upper right free for words. */
    private static final String FALLING = "chart falling";

    /** A loss that falls by more than this factor is drawn on a logarithmic axis. */
    private static final double STEEP = 10;

    /** Colours that can be told apart; further layers use them again. */
    private static final int COLOURS = 7;

    private final ReportData data;
    private final List<RoundFigures> rounds;
    /** The round that the first one follows; its end is where the charts begin. */
    private final Optional<RoundFigures> before;

    private RoundCharts(ReportData data, int first) {
        this.data = data;
        this.rounds = data.rounds().subList(first, data.rounds().size());
        this.before = first == 0 ? Optional.empty() : Optional.of(data.rounds().get(first - 1));
    }

    /** Charts of all rounds, of which there must be one. */
    static RoundCharts of(ReportData data) {
        return new RoundCharts(data, 0);
    }

    /** Charts of the rounds after the first phase, where the steep beginning does not flatten everything; empty without such rounds. */
    static Optional<RoundCharts> afterFirstPhase(ReportData data) {
        String firstPhase = data.rounds().get(0).phase();
        return IntStream.range(0, data.rounds().size())
                .filter(i -> !data.rounds().get(i).phase().equals(firstPhase))
                .boxed()
                .findFirst()
                .map(first -> new RoundCharts(data, first));
    }

    Html qualityAgainstTime() {
        return quality("against time", "seconds in rounds", RoundFigures::secondsSoFar);
    }

    Html qualityAgainstExamples() {
        return quality("against examples", "examples presented", RoundFigures::examplesSoFar);
    }

    Html qualityCloser() {
        return quality("closer: after the first phase", "seconds in rounds", RoundFigures::secondsSoFar);
    }

    private Html quality(String against, String xLabel, ToDoubleFunction<RoundFigures> x) {
        List<Point> trained = points(x, RoundFigures::quality);
        List<Point> dense = points(x, RoundFigures::qualityDense);
        List<Double> values = new ArrayList<>();
        trained.forEach(point -> values.add(point.y()));
        dense.forEach(point -> values.add(point.y()));
        String name = capital(data.headline().qualityName());
        Axis xAxis = Axis.exact(xLabel, before(0, x), x.applyAsDouble(rounds.get(rounds.size() - 1)), Numbers::tick);
        Axis y = axis("validation " + data.headline().qualityName(), values, RoundCharts::percentTick);
        Chart chart = over(name + " " + against, x, xAxis, y);
        if (!dense.isEmpty()) {
            chart.line("dense version (hybrid only)", "s1 dashed", dense);
        }
        chart.line("network being trained", "s0", trained);
        return chart.render(describe(name + " on the validation part", trained, Numbers::quality));
    }

    Html loss() {
        List<Point> points = points(RoundCharts::number, RoundFigures::loss);
        List<Double> values = points.stream().map(Point::y).toList();
        double min = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double max = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        Axis axis = min > 0 && max > STEEP * min
                ? Axis.logarithmic("mean training loss of a round, log scale", min, max, Numbers::tick)
                : axis("mean training loss of a round", values, Numbers::tick);
        return overRounds("Loss", axis)
                .line("loss", "s0", points)
                .render(describe("Loss", points, Numbers::decimal))
                .with("class", FALLING);
    }

    Html parameters() {
        List<Point> points = points(RoundCharts::number, round -> OptionalDouble.of(round.parameters()));
        return overRounds("Parameters", fromZero("active parameters", points, Numbers::tick))
                .steps("parameters", "s0", start(), points)
                .render(describe("Parameters", points, value -> Numbers.count(Math.round(value))))
                .with("class", FALLING);
    }

    Html units() {
        Chart chart = overRounds("Units per layer", Axis.rounded("units in use", 0, 1, RoundCharts::percentTick));
        List<String> described = new ArrayList<>();
        for (int i = 0; i < data.layers().size(); i++) {
            LayerUnits layer = data.layers().get(i);
            List<Point> points = points(RoundCharts::number, round -> keptFraction(round, layer));
            String name = layer.name() + ": " + Numbers.count(layer.before()) + " → " + Numbers.count(layer.after());
            chart.steps(name, "s" + i % COLOURS + (i % 2 == 1 ? " dashed" : ""), start(), points);
            described.add(name);
        }
        return chart.render("Units of each layer, at the start and now: " + String.join("; ", described))
                .with("class", FALLING);
    }

    Html examples() {
        List<Point> points = points(RoundCharts::number, round -> OptionalDouble.of(round.keptExamples()));
        return overRounds("Examples in use", fromZero("training examples selected", points, Numbers::tick))
                .steps("examples", "s0", start(), points)
                .render(describe("Selected examples", points, value -> Numbers.count(Math.round(value))))
                .with("class", FALLING);
    }

    /** Mean seconds of a round, divided by cause. */
    Html seconds() {
        double most = groups().stream()
                .mapToDouble(group -> data.time().byCause().keySet().stream()
                        .mapToDouble(cause -> mean(group, cause))
                        .sum())
                .max()
                .orElse(0);
        // Seams between many columns would be all that is seen of them.
        String column = groups().size() > MOST_SEAMS ? "column seamless " : "column ";
        Chart chart = new Chart("Seconds of each round", roundAxis(), Axis.rounded("by cause", 0, most, Numbers::tick));
        for (List<RoundFigures> group : groups()) {
            double from = before(indexOf(group.get(0).round()), RoundCharts::number);
            double to = group.get(group.size() - 1).round();
            List<String> tip = new ArrayList<>(
                    List.of("Round " + Numbers.count(group.get(group.size() - 1).round())));
            double bottom = 0;
            for (String cause : data.time().byCause().keySet()) {
                double seconds = mean(group, cause);
                if (seconds > 0) {
                    chart.column(from, to, bottom, bottom + seconds, column + Bars.causeClass(cause));
                    tip.add(cause + " " + Numbers.seconds(seconds));
                    bottom += seconds;
                }
            }
            chart.tip(from, to, tip);
        }
        return chart.render("The longest round took " + Numbers.seconds(most)).with("class", "chart filling");
    }

    private static double mean(List<RoundFigures> group, String cause) {
        return group.stream()
                .mapToDouble(round -> round.seconds().getOrDefault(cause, 0.0))
                .average()
                .orElse(0);
    }

    private static OptionalDouble keptFraction(RoundFigures round, LayerUnits layer) {
        Integer kept = round.keptUnits().get(layer.name());
        return kept == null || layer.before() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) kept / layer.before());
    }

    private Chart overRounds(String title, Axis y) {
        return over(title, RoundCharts::number, roundAxis(), y);
    }

    private Axis roundAxis() {
        return Axis.counting("round", start(), rounds.get(rounds.size() - 1).round());
    }

    /** An empty chart with the phases behind it and the details of every round. */
    private Chart over(String title, ToDoubleFunction<RoundFigures> x, Axis xAxis, Axis y) {
        Chart chart = new Chart(title, xAxis, y);
        for (PhaseFigures phase : data.phases()) {
            int first = indexOf(phase.firstRound());
            int last = indexOf(phase.lastRound() + 1) - 1;
            if (first <= last) {
                chart.band(before(first, x), x.applyAsDouble(rounds.get(last)), phase.kind(), phase.kind());
            }
        }
        data.cuts().stream()
                .filter(round -> round >= rounds.get(0).round())
                .forEach(round -> chart.marker(before(indexOf(round), x), "compaction"));
        for (List<RoundFigures> group : groups()) {
            RoundFigures last = group.get(group.size() - 1);
            chart.tip(
                    before(indexOf(group.get(0).round()), x),
                    x.applyAsDouble(last),
                    RoundTip.of(last, data.headline().qualityName()));
        }
        return chart;
    }

    /** Neighbouring rounds that are shown as one: single rounds, until they are too many. */
    private List<List<RoundFigures>> groups() {
        int size = (rounds.size() + MOST_TIPS - 1) / MOST_TIPS;
        List<List<RoundFigures>> groups = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i += size) {
            groups.add(rounds.subList(i, Math.min(rounds.size(), i + size)));
        }
        return groups;
    }

    /** Index of the first round with at least this number. */
    private int indexOf(int number) {
        int index = 0;
        while (index < rounds.size() && rounds.get(index).round() < number) {
            index++;
        }
        return index;
    }

    /** Where the round with an index begins: at the end of the one before it. */
    private double before(int index, ToDoubleFunction<RoundFigures> x) {
        return index == 0 ? before.map(x::applyAsDouble).orElse(0.0) : x.applyAsDouble(rounds.get(index - 1));
    }

    private double start() {
        return before(0, RoundCharts::number);
    }

    private List<Point> points(ToDoubleFunction<RoundFigures> x, Function<RoundFigures, OptionalDouble> y) {
        List<Point> points = rounds.stream()
                .filter(round -> y.apply(round).isPresent())
                .map(round -> new Point(x.applyAsDouble(round), y.apply(round).getAsDouble()))
                .toList();
        int stride = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
        List<Point> thinned = new ArrayList<>();
        // Counted from the end, so that the latest value is always there.
        for (int i = stride == 0 ? 0 : (points.size() - 1) % stride; i < points.size(); i += stride) {
            thinned.add(points.get(i));
        }
        return thinned;
    }

    private static Axis axis(String label, List<Double> values, DoubleFunction<String> format) {
        double min = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double max = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        return Axis.rounded(label, min, max, format);
    }

    private static Axis fromZero(String label, List<Point> points, DoubleFunction<String> format) {
        return Axis.rounded(
                label, 0, points.stream().mapToDouble(Point::y).max().orElse(1), format);
    }

    private static String describe(String what, List<Point> points, DoubleFunction<String> format) {
        if (points.isEmpty()) {
            return what + " was not measured yet";
        }
        return what + " goes from " + format.apply(points.get(0).y()) + " to "
                + format.apply(points.get(points.size() - 1).y());
    }

    static String percentTick(double fraction) {
        return Numbers.tick(Math.round(fraction * 1e6) / 1e4) + "%";
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** The number as a place on an axis. */
    private static double number(RoundFigures round) {
        return round.round();
    }
}
