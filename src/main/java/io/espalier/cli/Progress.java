package io.espalier.cli;

import io.espalier.api.RunListener;
import io.espalier.api.ScoringResult;
import io.espalier.api.TrainingResult;
import io.espalier.run.DataSummary;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.ScoreLineage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Tells a person how a run gets on: one line a round. Warnings go to stderr. */
final class Progress implements RunListener {
    /** How much is told. */
    enum Detail {
        WARNINGS,
        ALL
    }

    private final Detail detail;
    private final Console console;
    private final Set<String> warnings = ConcurrentHashMap.newKeySet();
    private double seconds;

    Progress(Detail detail, Console console) {
        this.detail = detail;
        this.console = console;
    }

    @Override
    public void runStarted(Path directory) {
        say("run: %s", directory);
    }

    @Override
    public void runResumed(int round) {
        say("resumed after round %d", round);
    }

    @Override
    public void dataRead(DataSummary data) {
        say(
                "data: %,d training, %,d validation, %,d test examples; %,d features, %d classes",
                data.trainExamples(),
                data.validationExamples(),
                data.testExamples(),
                data.shape().size(),
                data.classes().size());
        data.warnings().forEach(this::warned);
    }

    @Override
    public void phaseStarted(String phase) {
        say("%s", phase);
    }

    @Override
    public void roundEnded(RoundRecord round) {
        double took = round.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        seconds += took;
        double left = round.progress() > 0 ? seconds / round.progress() * (1 - round.progress()) : 0;
        StringJoiner widths = new StringJoiner("-");
        round.keptUnits().values().forEach(units -> widths.add(Integer.toString(units)));
        say(
                "  round %d  %5.1f %%  loss %.4f  %s  units %s  examples %,d  %,.0f examples/s  %.0f s left",
                round.round(),
                100 * round.progress(),
                round.loss(),
                round.quality().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                "accuracy %.2f %%",
                                100 * round.quality().getAsDouble())
                        : "",
                widths,
                round.keptExamples(),
                round.examples() / took,
                left);
    }

    @Override
    public void phaseEnded(PhaseRecord phase) {
        say(
                "%s ended: %,d steps, %,d examples, %,d parameters, %.1f s",
                phase.phase(), phase.steps(), phase.examples(), phase.parameters(), phase.seconds());
    }

    /** The runs of a comparison have the same data: what was said once is not said again. */
    @Override
    public void warned(String message) {
        if (warnings.add(message)) {
            console.err().println("warning: " + message);
        }
    }

    /** Tells how a run ended. */
    void ended(TrainingResult result) {
        if (!result.completed()) {
            say("stopped after round %d; go on with: espalier train --resume %s", result.rounds(), result.directory());
            return;
        }
        FinalRecord results = result.results();
        say(
                "%s, %,d of %,d parameters left (%.1f %% removed), %,d of %,d examples kept, %.1f s",
                results.testQualityText(),
                results.parametersAfter(),
                results.parametersBefore(),
                100 * results.parametersRemovedFraction(),
                results.examplesKept(),
                results.examplesTotal(),
                results.seconds());
        say("report: %s", result.report());
    }

    /** Tells where scores are. */
    void scored(ScoringResult result) {
        ScoreLineage lineage = result.lineage().orElseThrow();
        say(
                "%,d examples scored by %s, %s",
                lineage.examples(),
                lineage.methods().stream().map(ScoreLineage.Column::name).collect(Collectors.joining(", ")),
                result.reused()
                        ? "computed before from the same"
                        : String.format(Locale.ROOT, "%.1f s without training", lineage.seconds()));
        say("scores: %s", result.table());
    }

    /** Tells how to go on with a scoring that was asked to stop. */
    void scoringStopped() {
        say("stopped; the same command goes on, complete trainings are kept");
    }

    /** A line for a person. */
    private void say(String format, Object... values) {
        if (detail == Detail.ALL) {
            console.out().println(String.format(Locale.ROOT, format, values));
            console.out().flush();
        }
    }
}
