package io.espalier.report;

import io.espalier.report.ReportData.DataFigures;
import io.espalier.report.ReportData.Headline;
import io.espalier.report.ReportData.PlanKey;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Provenance;
import java.util.List;
import java.util.Optional;

/** The parts of the page about the run as a whole: what it is, what came out, what was asked, where it ran. */
final class OverviewSections {
    private final ReportData data;

    OverviewSections(ReportData data) {
        this.data = data;
    }

    Html header() {
        Html header = Html.of("header")
                .add(Html.of("p", "eyebrow").text("Espalier run report"))
                .add(Html.of("h1")
                        .text(data.name())
                        .add(Html.of("span", "status " + data.status()).text(data.status())))
                .add(Html.of("p", "run-id").text(data.runId()));
        if (!data.reason().isEmpty()) {
            header.add(
                    Html.of("p", "reason " + data.status()).with("role", "note").text(data.reason()));
        }
        // A line must not end between a number and its unit.
        data.asked().forEach(sentence -> header.add(Html.of("p", "lead").text(sentence.replace(" %", "\u00a0%"))));
        return header;
    }

    /** The figures that answer "and, was it worth it?". */
    Html cards() {
        Headline headline = data.headline();
        String name = headline.qualityOf() + " " + headline.qualityName();
        Html cards = Html.of("div", "cards");
        cards.add(card(name, Numbers.quality(headline.quality()), qualityNote()));
        cards.add(card(
                "parameters removed",
                both(headline.parametersBefore(), headline.parametersAfter())
                        .map(pair -> Numbers.share(pair.first() - pair.second(), pair.first()))
                        .orElse(Numbers.NONE),
                both(headline.parametersBefore(), headline.parametersAfter())
                        .map(pair -> Numbers.count(pair.first()) + " → " + Numbers.count(pair.second()))
                        .orElse("not known yet")));
        cards.add(card(
                "examples kept",
                both(headline.examplesTotal(), headline.examplesKept())
                        .map(pair -> Numbers.share(pair.second(), pair.first()))
                        .orElse(Numbers.NONE),
                both(headline.examplesTotal(), headline.examplesKept())
                        .map(pair -> Numbers.count(pair.second()) + " of " + Numbers.count(pair.first()))
                        .orElse("not known yet")));
        return cards.add(card(
                "run time", headline.seconds() > 0 ? Numbers.seconds(headline.seconds()) : Numbers.NONE, timeNote()));
    }

    private String qualityNote() {
        if (data.results().isPresent()) {
            return besideTestQuality(data.results().get());
        }
        if (data.headline().quality().isPresent()) {
            return "latest; the test part is used once, at the end";
        }
        return data.hasNoValidationPart() ? "no validation part" : "not measured yet";
    }

    /** What to know beside the test quality of a run; parts without examples are named. */
    static String besideTestQuality(FinalRecord found) {
        return (Double.isNaN(found.testQuality()) ? "no test part; " : "")
                + (Double.isNaN(found.validationQuality())
                        ? "no validation part"
                        : "validation " + Numbers.quality(found.validationQuality()));
    }

    private String timeNote() {
        double compute = data.time().byCause().getOrDefault("compute", 0.0);
        return data.time().total() > 0
                ? Numbers.share(compute, data.time().total()) + " of it training steps"
                : "nothing recorded yet";
    }

    private static Html card(String name, String value, String note) {
        return Html.of("div", "card")
                .add(Html.of("span", "card-name").text(name))
                .add(Html.of("strong").text(value))
                .add(Html.of("span", "card-note").text(note));
    }

    /** The table of results; before the end of a run it says that there are none. */
    Html results() {
        Html section = HtmlPage.section("results", "Results");
        if (data.results().isEmpty()) {
            return section.add(Html.of("p", "note").text("The run has no results: it is " + data.status() + "."));
        }
        FinalRecord found = data.results().orElseThrow();
        HtmlTable table = new HtmlTable("Results of the run", List.of("figure", "#before", "#after", "#change"));
        table.row(List.of(
                "parameters",
                Numbers.count(found.parametersBefore()),
                Numbers.count(found.parametersAfter()),
                "−" + Numbers.percent(found.parametersRemovedFraction())));
        table.row(List.of(
                "training examples",
                Numbers.count(found.examplesTotal()),
                Numbers.count(found.examplesKept()),
                change(found.examplesTotal(), found.examplesKept())));
        table.row(List.of(
                "FLOPs of one example, forward",
                Numbers.count(found.flopsPerExampleBefore()),
                Numbers.count(found.flopsPerExampleAfter()),
                change(found.flopsPerExampleBefore(), found.flopsPerExampleAfter())));
        data.layers()
                .forEach(layer -> table.row(List.of(
                        "units of " + layer.name(),
                        Numbers.count(layer.before()),
                        Numbers.count(layer.after()),
                        change(layer.before(), layer.after()))));
        HtmlTable single = new HtmlTable("Figures of the whole run", List.of("figure", "#value"));
        single.row(List.of("test " + found.qualityName(), Numbers.quality(found.testQuality())));
        single.row(List.of("validation " + found.qualityName(), Numbers.quality(found.validationQuality())));
        single.row(List.of("FLOPs of the whole training", Numbers.scaled(found.flops(), "FLOP")));
        single.row(List.of("sent to workers", Numbers.scaled(found.bytesDown(), "B")));
        single.row(List.of("received from workers", Numbers.scaled(found.bytesUp(), "B")));
        return section.add(Html.of("div", "pair").add(table.render(), single.render()));
    }

    private static String change(double before, double after) {
        if (before == 0) {
            return Numbers.NONE;
        }
        return (after <= before ? "−" : "+") + Numbers.percent(Math.abs(before - after) / before);
    }

    Html asked() {
        HtmlTable chosen = new HtmlTable("Keys that differ from their defaults", List.of("key", "value", "meaning"));
        HtmlTable others = new HtmlTable("Keys at their defaults", List.of("key", "value", "meaning"));
        for (PlanKey key : data.plan()) {
            String value = key.unit().isEmpty() ? key.value() : key.value() + " " + key.unit();
            (key.chosen() ? chosen : others).row("plan", List.of(key.key(), value, key.meaning()));
        }
        return HtmlPage.section("asked", "What was asked")
                .add(chosen.render(), details("All other keys of the plan", others.render()));
    }

    Html dataSet() {
        Html section = HtmlPage.section("data", "Data");
        DataFigures figures = data.data().orElseThrow();
        section.add(Html.of("p")
                .text(Numbers.count(figures.trainExamples()) + " training, "
                        + Numbers.count(figures.validationExamples()) + " validation and "
                        + Numbers.count(figures.testExamples())
                        + " test examples with " + Numbers.count(figures.features()) + " features in "
                        + Numbers.count(figures.classes().size()) + " classes."));
        figures.warnings()
                .forEach(warning -> section.add(Html.of("p", "warning").text(warning)));
        HtmlTable classes = new HtmlTable("Training examples of each class", List.of("class", "#training examples"));
        for (int i = 0; i < figures.classes().size(); i++) {
            classes.row(List.of(
                    figures.classes().get(i),
                    Numbers.count(figures.trainPerClass().get(i))));
        }
        return section.add(details("Training examples of each class", classes.render()));
    }

    Html provenance() {
        Provenance provenance = data.provenance();
        HtmlTable table = new HtmlTable("Where and with what the run ran", List.of("item", "value"));
        table.row("plan", List.of("started", provenance.started()));
        table.row("plan", List.of("Espalier", provenance.espalier()));
        table.row("plan", List.of("Spark master", provenance.master()));
        table.row("plan", List.of("executors", String.join(", ", provenance.executors())));
        provenance.versions().forEach((name, version) -> table.row("plan", List.of(name, version)));
        table.row("plan", List.of("kernel probe", provenance.kernelProbe()));
        table.row("plan", List.of("resumed", provenance.resumes() + (provenance.resumes() == 1 ? " time" : " times")));
        data.data().ifPresent(figures -> table.row("plan", List.of("data fingerprint", figures.fingerprint())));
        data.results().ifPresent(found -> table.row("plan", List.of("weights_sha256", found.weightsSha256())));
        return HtmlPage.section("provenance", "Provenance").add(table.render());
    }

    static Html details(String summary, Html content) {
        return Html.of("details").add(Html.of("summary").text(summary), content);
    }

    private static Optional<Pair> both(Optional<Long> first, Optional<Long> second) {
        return first.flatMap(a -> second.map(b -> new Pair(a, b)));
    }

    private record Pair(long first, long second) {}
}
