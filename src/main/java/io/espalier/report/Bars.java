package io.espalier.report;

import io.espalier.report.ReportData.ExampleScores;
import io.espalier.report.ReportData.PhaseFigures;
import io.espalier.report.ReportData.Time;
import io.espalier.report.SelectionSummary.ClassCount;
import io.espalier.report.SelectionSummary.ScoreBin;
import io.espalier.run.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Bars that are divided in parts: time, phases, examples kept. */
final class Bars {
    private Bars() {}

    /** One bar as long as its parts together. Parts under 0.1 % are left out of the picture; the table beside it has them. */
    static Html stack(String label, List<Part> parts) {
        double total = parts.stream().mapToDouble(Part::size).sum();
        List<String> described = new ArrayList<>();
        Html bar = Html.of("div", "stack").with("role", "img");
        for (Part part : parts) {
            described.add(part.name() + " " + part.value());
            if (part.size() > 0 && part.size() >= total / 1000) {
                bar.add(Html.of("span", "part " + part.cssClass())
                        .with("style", String.format(Locale.ROOT, "flex-grow:%.4f", part.size() / total))
                        .with("title", part.name() + ": " + part.value())
                        .add(Html.of("span").text(part.name() + " " + part.value())));
            }
        }
        return bar.with("aria-label", label + ": " + String.join(", ", described));
    }

    /** One part of a bar. */
    record Part(String name, String value, double size, String cssClass) {}

    static Html seconds(Time time) {
        return stack(
                "Seconds by cause",
                time.byCause().entrySet().stream().map(Bars::cause).toList());
    }

    private static Part cause(Map.Entry<String, Double> cause) {
        return new Part(
                cause.getKey(), Numbers.seconds(cause.getValue()), cause.getValue(), causeClass(cause.getKey()));
    }

    /** The colour of a cause. */
    static String causeClass(String cause) {
        return "t" + Cause.valueOf(cause.toUpperCase(Locale.ROOT)).ordinal();
    }

    /** What the phases took, and what was spent outside of them. */
    static Html phases(List<PhaseFigures> phases, double total) {
        List<Part> parts = new ArrayList<>();
        for (PhaseFigures phase : phases) {
            parts.add(new Part(phase.kind(), Numbers.seconds(phase.seconds()), phase.seconds(), phase.kind()));
        }
        double outside =
                total - phases.stream().mapToDouble(PhaseFigures::seconds).sum();
        if (outside > total / 1000) {
            parts.add(new Part("outside phases", Numbers.seconds(outside), outside, "outside"));
        }
        return stack("Measured seconds of the phases", parts);
    }

    /** A bar a class: its examples, and those kept. */
    static Html classes(List<ClassCount> classes) {
        long most = classes.stream().mapToLong(ClassCount::total).max().orElse(1);
        Html list = Html.of("div", "classes");
        for (ClassCount count : classes) {
            list.add(
                    Html.of("span", "class-name").with("title", count.name()).text(count.name()),
                    Html.of("span", "class-bar")
                            .with("aria-hidden", "true")
                            .add(width("all", count.total(), most), width("kept", count.kept(), most)),
                    Html.of("span", "class-value")
                            .text(Numbers.count(count.kept()) + " of " + Numbers.count(count.total()))
                            .add(Html.of("small").text(Numbers.share(count.kept(), count.total()))));
        }
        return list;
    }

    private static Html width(String cssClass, double part, double whole) {
        return Html.of("i", cssClass)
                .with("style", String.format(Locale.ROOT, "width:%.2f%%", whole == 0 ? 0 : 100 * part / whole));
    }

    /** How many examples have which score, and how many of them are kept; with the cut, where there is one. */
    static Html histogram(ExampleScores scores) {
        List<ScoreBin> bins = scores.histogram();
        long most = bins.stream().mapToLong(ScoreBin::total).max().orElse(1);
        Axis y = Axis.rounded("training examples", 0, most, Numbers::tick);
        Chart chart = overScores("Scores", scores, y, ScoreBin::total, ScoreBin::kept);
        return chart.render(bins(scores) + ", at most " + Numbers.count(most) + " examples in one. "
                + ExampleSection.parting(scores));
    }

    /** Which share of the examples of each score is kept: to be seen where few have it, too. */
    static Html shares(ExampleScores scores) {
        Axis y = Axis.rounded("share of the examples of a score", 0, 1, RoundCharts::percentTick);
        Chart chart = overScores("Kept by score", scores, y, bin -> bin.total() > 0 ? 1 : 0, Bars::share);
        double least = scores.histogram().stream()
                .filter(bin -> bin.total() > 0)
                .mapToDouble(Bars::share)
                .min()
                .orElse(0);
        return chart.render(bins(scores) + ", at least " + Numbers.percent(least) + " kept of one");
    }

    private static double share(ScoreBin bin) {
        return bin.total() == 0 ? 0 : (double) bin.kept() / bin.total();
    }

    private static String bins(ExampleScores scores) {
        List<ScoreBin> bins = scores.histogram();
        return Numbers.count(bins.size()) + " bins from "
                + Numbers.score(bins.get(0).from()) + " to "
                + Numbers.score(bins.get(bins.size() - 1).to());
    }

    /** Columns over the bins of the scores: all examples, and of each column the kept part. */
    private static Chart overScores(
            String title,
            ExampleScores scores,
            Axis y,
            ToDoubleFunction<ScoreBin> all,
            ToDoubleFunction<ScoreBin> kept) {
        List<ScoreBin> bins = scores.histogram();
        double first = bins.get(0).from();
        double last = bins.get(bins.size() - 1).to();
        // A score that is almost 0 begins at 0, so that the axis says so.
        double start = first > 0 && first < last / 10 ? 0 : first;
        Axis x = Axis.exact("score (" + scores.method() + ")", start, last, Numbers::tick);
        Chart chart = new Chart(title, x, y);
        chart.legend("kept", "kept").legend("left out", "all");
        for (ScoreBin bin : bins) {
            double to = bins.size() == 1 ? x.max() : bin.to();
            chart.column(bin.from(), to, 0, all.applyAsDouble(bin), "all")
                    .column(bin.from(), to, 0, kept.applyAsDouble(bin), "kept");
            chart.tip(
                    bin.from(),
                    to,
                    List.of(
                            "score " + Numbers.score(bin.from()) + " to " + Numbers.score(bin.to()),
                            Numbers.count(bin.total()) + " examples",
                            Numbers.count(bin.kept()) + " kept, " + Numbers.share(bin.kept(), bin.total())));
        }
        scores.cut().ifPresent(cut -> chart.marker(cut, "cut at " + Numbers.score(cut)));
        return chart;
    }
}
