package io.espalier.report;

import io.espalier.report.ReportData.Acceleration;
import io.espalier.report.ReportData.ExampleList;
import io.espalier.report.ReportData.ExampleScores;
import io.espalier.report.ReportData.Headline;
import io.espalier.report.ReportData.PhaseFigures;
import io.espalier.report.ReportData.Time;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.Provenance;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The short form in GitHub's Markdown: headline, phases, time, theory, examples, provenance. */
final class MarkdownPage {
    /** Examples of a list that are named. */
    private static final int LISTED_EXAMPLES = 5;

    private final ReportData data;
    private final StringBuilder page = new StringBuilder();

    private MarkdownPage(ReportData data) {
        this.data = data;
    }

    static String of(ReportData data) {
        MarkdownPage markdown = new MarkdownPage(data);
        markdown.headline();
        markdown.phases();
        markdown.time();
        markdown.acceleration();
        markdown.examples();
        markdown.provenance();
        return markdown.page.toString();
    }

    private void headline() {
        line("## " + escape(data.name()) + ": " + data.status());
        line("");
        if (!data.reason().isEmpty()) {
            line("**" + escape(data.reason()) + "**");
            line("");
        }
        line(data.asked().stream().map(MarkdownPage::escape).collect(Collectors.joining(" ")));
        line("");
        Headline headline = data.headline();
        Optional<FinalRecord> results = data.results();
        row("", "value", "");
        line("|---|---:|---|");
        row(
                headline.qualityOf() + " " + escape(headline.qualityName()),
                "**" + Numbers.quality(headline.quality()) + "**",
                results.map(OverviewSections::besideTestQuality)
                        .orElse(data.hasNoValidationPart() ? "no validation part" : "latest"));
        row(
                "parameters",
                count(headline.parametersAfter()),
                removed(headline.parametersBefore(), headline.parametersAfter()));
        row(
                "training examples kept",
                count(headline.examplesKept()),
                of(headline.examplesKept(), headline.examplesTotal()));
        row("run time", Numbers.seconds(headline.seconds()), "");
        results.ifPresent(found -> row(
                "FLOPs of one example, forward",
                Numbers.count(found.flopsPerExampleAfter()),
                removed(Optional.of(found.flopsPerExampleBefore()), Optional.of(found.flopsPerExampleAfter()))));
        results.ifPresent(found -> row("FLOPs of the training", Numbers.scaled(found.flops(), "FLOP"), ""));
        line("");
    }

    private void phases() {
        if (data.phases().isEmpty()) {
            return;
        }
        row(
                "phase",
                "rounds",
                "steps",
                "examples",
                "seconds",
                escape(data.headline().qualityName()),
                "parameters",
                "units",
                "examples in use");
        line("|---|---:|---:|---:|---:|---:|---:|---|---:|");
        for (PhaseFigures phase : data.phases()) {
            row(
                    escape(phase.kind()) + (phase.finished() ? "" : " (unfinished)"),
                    phase.firstRound() + "–" + phase.lastRound(),
                    Numbers.count(phase.steps()),
                    Numbers.count(phase.examples()),
                    Numbers.seconds(phase.seconds()),
                    Numbers.quality(phase.quality()),
                    Numbers.count(phase.parameters()),
                    ProgressSections.units(phase.keptUnits()),
                    Numbers.count(phase.keptExamples()));
        }
        line("");
    }

    private void time() {
        Time time = data.time();
        if (time.byCause().isEmpty()) {
            return;
        }
        line("Seconds by cause: "
                + time.byCause().entrySet().stream()
                        .map(cause -> cause.getKey() + " " + Numbers.exactSeconds(cause.getValue()))
                        .collect(Collectors.joining(", "))
                + "; total " + Numbers.exactSeconds(time.total()) + ".");
        line("");
    }

    private void acceleration() {
        Acceleration figures = data.acceleration();
        if (figures.theoretical().isPresent()) {
            line("Theoretical (Constraint Acceleration Equation): " + Numbers.decimal(figures.theoretical())
                    + " ×. Not measured.");
            line("");
        }
        figures.ratio().ifPresent(ratio -> {
            line("Measured in this run: " + Numbers.decimal(ratio)
                    + " × the examples a second of training steps in constrained" + " rounds as in baseline.");
            line("");
        });
    }

    private void examples() {
        data.selection().ifPresent(scores -> {
            line("Importance by " + scores.method() + ", selection by " + scores.rule() + ". "
                    + ExampleSection.parting(scores));
            line("");
            line("Examples kept per class: "
                    + scores.classes().stream()
                            .map(count -> escape(count.name()) + " " + part(count.kept(), count.total()))
                            .collect(Collectors.joining(", "))
                    + ".");
            line("");
            line("Examples kept per score: "
                    + scores.strata().stream()
                            .map(stratum -> Numbers.score(stratum.from()) + " to " + Numbers.score(stratum.to()) + " "
                                    + part(stratum.kept(), stratum.total()))
                            .collect(Collectors.joining(", "))
                    + ".");
            line("");
            agreement(scores);
            scores.lists().forEach(this::list);
        });
    }

    private static String part(long kept, long total) {
        return Numbers.count(kept) + "/" + Numbers.count(total);
    }

    private void agreement(ExampleScores scores) {
        if (scores.agreement().isEmpty()) {
            return;
        }
        line(ExampleSection.agreementText(scores));
        line("");
        row("methods", "both keep", "of those kept", "by chance", "rank correlation");
        line("|---|---:|---:|---:|---:|");
        scores.agreement()
                .forEach(pair -> row(
                        escape(pair.first() + ", " + pair.second()),
                        Numbers.count(pair.both()),
                        Numbers.percent(pair.share()),
                        Numbers.percent(pair.chance()),
                        Numbers.correlation(pair.rankCorrelation())));
        line("");
    }

    /** The page has pictures; here the ids must do. */
    private void list(ExampleList list) {
        if (list.examples().isEmpty()) {
            return;
        }
        line(list.title() + " (" + escape(list.order()) + "): "
                + list.examples().stream()
                        .limit(LISTED_EXAMPLES)
                        .map(example -> example.id() + " (" + escape(example.label())
                                + example.predicted()
                                        .map(predicted -> ", predicted " + escape(predicted))
                                        .orElse("")
                                + ")")
                        .collect(Collectors.joining(", "))
                + ".");
        line("");
    }

    private void provenance() {
        Provenance provenance = data.provenance();
        line("<details><summary>Provenance</summary>");
        line("");
        row("", "");
        line("|---|---|");
        row("run", escape(data.runId()));
        row("started", escape(provenance.started()));
        row("Espalier", escape(provenance.espalier()));
        row("Spark master", escape(provenance.master()));
        row("executors", escape(String.join(", ", provenance.executors())));
        provenance.versions().forEach((name, version) -> row(escape(name), escape(version)));
        row("kernel probe", escape(provenance.kernelProbe()));
        row("resumed", provenance.resumes() + (provenance.resumes() == 1 ? " time" : " times"));
        data.results().ifPresent(found -> row("weights_sha256", "`" + found.weightsSha256() + "`"));
        line("");
        line("</details>");
    }

    private static String count(Optional<Long> value) {
        return value.map(known -> "**" + Numbers.count(known) + "**").orElse(Numbers.NONE);
    }

    private static String removed(Optional<Long> before, Optional<Long> after) {
        return before.flatMap(whole -> after.map(
                        rest -> Numbers.share(whole - rest, whole) + " of " + Numbers.count(whole) + " removed"))
                .orElse("");
    }

    private static String of(Optional<Long> part, Optional<Long> whole) {
        return part.flatMap(some -> whole.map(all -> Numbers.share(some, all) + " of " + Numbers.count(all)))
                .orElse("");
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", List.of(cells)) + " |");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    /** Text that Markdown must not read as its own, on one line. */
    private static String escape(String text) {
        return text.replaceAll("\\s+", " ")
                .replaceAll("([\\\\`*_\\[\\]|#~])", "\\\\$1")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
