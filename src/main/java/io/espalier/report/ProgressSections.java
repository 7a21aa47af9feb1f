package io.espalier.report;

import io.espalier.report.Bars.Part;
import io.espalier.report.ReportData.Acceleration;
import io.espalier.report.ReportData.PhaseFigures;
import io.espalier.report.ReportData.RoundFigures;
import io.espalier.report.ReportData.Time;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The parts of the page about what happened in which order: phases, curves, rounds, time. */
final class ProgressSections {
    /** Rounds that the table shows; more are thinned, {@code rounds.jsonl} has them all. */
    private static final int MOST_ROUNDS = 200;

    /** Layers whose units stand in one cell. */
    private static final int MOST_LAYERS = 8;

    private final ReportData data;

    ProgressSections(ReportData data) {
        this.data = data;
    }

    Html phases() {
        List<Part> planned = data.planned().stream()
                .map(phase -> new Part(phase.kind(), Numbers.percent(phase.share()), phase.share(), phase.kind()))
                .toList();
        Html section = HtmlPage.section("phases", "Phases")
                .add(
                        Html.of("p", "bar-name").text("Planned share of the budget"),
                        Bars.stack("Planned share of the budget", planned));
        if (data.phases().isEmpty()) {
            return section.add(Html.of("p", "note").text("No round has ended yet."));
        }
        section.add(
                Html.of("p", "bar-name").text("Measured seconds"),
                Bars.phases(data.phases(), data.time().total()));
        HtmlTable table = new HtmlTable(
                "Phases",
                List.of(
                        "phase",
                        "#budget",
                        "#rounds",
                        "#steps a worker",
                        "#examples",
                        "#seconds",
                        "#examples/s",
                        "#" + data.headline().qualityName(),
                        "#parameters",
                        "units",
                        "#examples in use"));
        data.phases().forEach(phase -> table.row(phase.kind(), row(phase)));
        return section.add(table.render());
    }

    private static List<String> row(PhaseFigures phase) {
        return List.of(
                phase.kind() + (phase.finished() ? "" : " (unfinished)"),
                phase.share().isPresent() ? Numbers.percent(phase.share().getAsDouble()) : Numbers.NONE,
                Numbers.count(phase.firstRound()) + "–" + Numbers.count(phase.lastRound()),
                Numbers.count(phase.steps()),
                Numbers.count(phase.examples()),
                Numbers.seconds(phase.seconds()),
                speed(phase.examplesPerSecond()),
                Numbers.quality(phase.quality()),
                Numbers.count(phase.parameters()),
                units(phase.keptUnits()),
                Numbers.count(phase.keptExamples()));
    }

    /** The curves; before the first round there are none. */
    List<Html> curves() {
        if (data.rounds().isEmpty()) {
            return List.of();
        }
        RoundCharts charts = RoundCharts.of(data);
        Html network = Html.of("div", "charts").add(charts.parameters());
        if (!data.layers().isEmpty()) {
            network.add(charts.units());
        }
        network.add(charts.examples(), charts.loss());
        return List.of(
                quality(charts),
                HtmlPage.section("network", "Network and data over the rounds").add(network));
    }

    private Html quality(RoundCharts charts) {
        Html section = HtmlPage.section("quality", "Quality");
        if (data.rounds().stream().allMatch(round -> round.quality().isEmpty())) {
            return section.add(Html.of("p", "note")
                    .text(
                            data.hasNoValidationPart()
                                    ? "Not measured between rounds: there is no validation part."
                                    : "Not measured yet."));
        }
        Html quality = Html.of("div", "charts").add(charts.qualityAgainstTime(), charts.qualityAgainstExamples());
        RoundCharts.afterFirstPhase(data)
                .ifPresent(later -> quality.add(Html.of("div", "wide").add(later.qualityCloser())));
        return section.add(quality);
    }

    Html rounds() {
        HtmlTable table = new HtmlTable(
                "Rounds",
                List.of(
                        "#round",
                        "phase",
                        "#steps a worker",
                        "#progress",
                        "#examples",
                        "#loss",
                        "#" + data.headline().qualityName(),
                        "#dense version",
                        "#parameters",
                        "units",
                        "#units changed",
                        "#examples selected",
                        "#FLOPs",
                        "#up",
                        "#down",
                        "#seconds"));
        int stride = (data.rounds().size() + MOST_ROUNDS - 1) / MOST_ROUNDS;
        List<RoundFigures> rounds = data.rounds();
        for (int i = rounds.isEmpty() ? 0 : (rounds.size() - 1) % stride; i < rounds.size(); i += stride) {
            table.row(rounds.get(i).phase(), row(rounds.get(i)));
        }
        String name = "All " + Numbers.count(rounds.size()) + " rounds";
        String thinned = "One in " + stride + " of " + Numbers.count(rounds.size()) + " rounds";
        return HtmlPage.section("rounds", "Rounds")
                .add(OverviewSections.details(stride > 1 ? thinned : name, table.render()));
    }

    private static List<String> row(RoundFigures round) {
        return List.of(
                Numbers.count(round.round()),
                round.phase(),
                Numbers.count(round.step()),
                Numbers.percent(round.progress()),
                Numbers.count(round.examples()),
                Numbers.decimal(round.loss()),
                Numbers.quality(round.quality()),
                Numbers.quality(round.qualityDense()),
                Numbers.count(round.parameters()),
                units(round.keptUnits()),
                Numbers.count(round.unitsChanged()),
                Numbers.count(round.keptExamples()),
                Numbers.scaled(round.flops(), "FLOP"),
                Numbers.scaled(round.bytesUp(), "B"),
                Numbers.scaled(round.bytesDown(), "B"),
                Numbers.seconds(round.seconds().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum()));
    }

    /** Seconds by cause, of the run and of its rounds. */
    Html time() {
        Html section = HtmlPage.section("time", "Where the time went");
        Time time = data.time();
        HtmlTable table = new HtmlTable("Seconds by cause", List.of("cause", "#seconds", "#share"));
        time.byCause()
                .forEach((cause, seconds) -> table.row(
                        "cause " + Bars.causeClass(cause),
                        List.of(cause, Numbers.exactSeconds(seconds), Numbers.share(seconds, time.total()))));
        double sum = time.byCause().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        table.row("total", List.of("total", Numbers.exactSeconds(sum), Numbers.share(sum, time.total())));
        Html pair = Html.of("div", "charts").add(table.render());
        if (!data.rounds().isEmpty()) {
            pair.add(RoundCharts.of(data).seconds());
        }
        section.add(Bars.seconds(time), pair);
        if (Math.abs(sum - time.total()) > 0.01) {
            section.add(Html.of("p", "warning")
                    .text("The causes add up to " + Numbers.exactSeconds(sum) + ", but the run took "
                            + Numbers.exactSeconds(time.total()) + "."));
        }
        if (time.stopped() > 0) {
            section.add(Html.of("p", "note")
                    .text("Besides, the run was stopped for " + Numbers.seconds(time.stopped())
                            + "; that is no part of its time."));
        }
        return section;
    }

    /** Two boxes, so that nobody takes the one for the other. */
    Html acceleration() {
        Acceleration figures = data.acceleration();
        Html theory = Html.of("div", "box theory")
                .add(Html.of("h3").text("Theoretical (Constraint Acceleration Equation)"))
                .add(Html.of("strong").text(times(figures.theoretical())))
                .add(Html.of("p", "claim")
                        .text("D = Cʳ · S · E / (1 − t), with r = " + Numbers.decimal(figures.recursiveDepth())
                                + ". This is what the equation says; no clock was read for it."));
        Html measured = Html.of("div", "box measured")
                .add(Html.of("h3").text("Measured in this run"))
                .add(Html.of("strong").text(times(figures.ratio())))
                .add(Html.of("p", "claim")
                        .text("examples a second of training steps in constrained rounds ("
                                + speed(figures.constrainedExamplesPerSecond()) + ") against baseline ("
                                + speed(figures.denseExamplesPerSecond())
                                + "); the first round, slow on a cold machine, is left out."))
                .add(Html.of("p")
                        .text("How much sooner a quality is reached than by dense training is not known from one run:"
                                + " that takes a sweep with a dense arm."));
        return HtmlPage.section("acceleration", "Theoretical beside measured")
                .add(Html.of("div", "boxes").add(theory, measured));
    }

    private static String times(OptionalDouble factor) {
        return factor.isPresent() ? Numbers.decimal(factor) + " ×" : Numbers.NONE;
    }

    private static String speed(OptionalDouble examplesPerSecond) {
        return examplesPerSecond.isPresent()
                ? Numbers.count(Math.round(examplesPerSecond.getAsDouble()))
                : Numbers.NONE;
    }

    /** Units of every layer in network order; of a deep network the first ones and the number of layers. */
    static String units(Map<String, Integer> kept) {
        String first = kept.values().stream()
                .limit(MOST_LAYERS)
                .map(units -> Numbers.count(units))
                .collect(Collectors.joining(" · "));
        return kept.size() > MOST_LAYERS ? first + " · … (" + kept.size() + " layers)" : first;
    }
}
