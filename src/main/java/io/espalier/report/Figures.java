package io.espalier.report;

import static io.espalier.Words.word;

import io.espalier.network.Shape;
import io.espalier.report.ReportData.Acceleration;
import io.espalier.report.ReportData.DataFigures;
import io.espalier.report.ReportData.Headline;
import io.espalier.report.ReportData.LayerUnits;
import io.espalier.report.ReportData.PlannedPhase;
import io.espalier.report.ReportData.RoundFigures;
import io.espalier.report.ReportData.Time;
import io.espalier.run.Cause;
import io.espalier.run.DataSummary;
import io.espalier.run.PhaseKind;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.FinalRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Turns records into the figures of a report: sums over rounds, phases with what they lead to, what is known so far. */
final class Figures {
    /** What rounds measure; a completed run names it itself. */
    private static final String QUALITY_NAME = "accuracy";

    private final RunRecord run;
    private final ReportInput input;
    private final List<RoundFigures> rounds;

    Figures(ReportInput input) {
        this.input = input;
        this.run = input.run();
        this.rounds = sums(input.rounds());
    }

    ReportData data() {
        Time time = time();
        return new ReportData(
                ReportData.SCHEMA_VERSION,
                run.runId(),
                run.plan().name(),
                word(run.outcome().status()),
                run.outcome().reason(),
                PlanSentences.of(run.plan()),
                PlanKeys.of(run.plan()),
                planned(),
                headline(time.total()),
                run.results(),
                new PhaseSpans(run, rounds).phases(),
                rounds,
                cuts(),
                layers(),
                time,
                acceleration(),
                run.data().map(Figures::dataFigures),
                input.selection().map(scores -> ExampleViews.of(scores, run)),
                run.provenance());
    }

    private static List<RoundFigures> sums(List<RoundRecord> records) {
        List<RoundFigures> figures = new ArrayList<>();
        double seconds = 0;
        long examples = 0;
        for (RoundRecord round : records) {
            seconds += withoutStops(round.seconds());
            examples += round.examples();
            figures.add(new RoundFigures(
                    round.phase(),
                    round.round(),
                    round.step(),
                    round.progress(),
                    seconds,
                    round.examples(),
                    examples,
                    finite(round.loss()),
                    round.quality(),
                    round.qualityDense(),
                    round.parameters(),
                    round.keptUnits(),
                    round.unitsChanged(),
                    round.keptExamples(),
                    round.intensity(),
                    round.flops(),
                    round.bytesUp(),
                    round.bytesDown(),
                    round.seconds()));
        }
        return figures;
    }

    private Headline headline(double seconds) {
        Optional<FinalRecord> results = run.results();
        OptionalDouble validation = PhaseSpans.latestQuality(rounds);
        return new Headline(
                results.map(FinalRecord::qualityName).orElse(QUALITY_NAME),
                results.map(found -> finite(found.testQuality())).orElse(validation),
                results.isPresent() ? "test" : "validation",
                results.map(FinalRecord::parametersBefore).or(this::parametersAtStart),
                results.map(FinalRecord::parametersAfter).or(() -> last().map(RoundFigures::parameters)),
                results.map(FinalRecord::examplesTotal).or(() -> run.data().map(DataSummary::trainExamples)),
                results.map(FinalRecord::examplesKept).or(this::fewestKept),
                seconds);
    }

    /** The first round trains the whole network, unless the run begins with a constrained phase. */
    private Optional<Long> parametersAtStart() {
        return rounds.stream()
                .findFirst()
                .filter(first -> !isConstrained(first.phase()))
                .map(RoundFigures::parameters);
    }

    /** Not those of the last round: it may belong to the end of a run, which trains on all examples again. */
    private Optional<Long> fewestKept() {
        return rounds.stream().map(RoundFigures::keptExamples).min(Comparator.naturalOrder());
    }

    private List<PlannedPhase> planned() {
        return run.plan().phases().stream()
                .map(phase ->
                        new PlannedPhase(word(phase.kind()), phase.fraction().doubleValue()))
                .toList();
    }

    /** Units are cut out on entry to a constrained phase. */
    private List<Integer> cuts() {
        List<Integer> cuts = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            boolean before = i > 0 && isConstrained(rounds.get(i - 1).phase());
            if (isConstrained(rounds.get(i).phase()) && !before) {
                cuts.add(rounds.get(i).round());
            }
        }
        return cuts;
    }

    private List<LayerUnits> layers() {
        Map<String, Integer> before = new LinkedHashMap<>();
        Map<String, Integer> after = new LinkedHashMap<>();
        for (RoundFigures round : rounds) {
            round.keptUnits().forEach(before::putIfAbsent);
            after.putAll(round.keptUnits());
        }
        return before.entrySet().stream()
                .map(layer -> new LayerUnits(layer.getKey(), layer.getValue(), after.getOrDefault(layer.getKey(), 0)))
                .toList();
    }

    private Time time() {
        Map<String, Double> recorded = new LinkedHashMap<>();
        for (RoundFigures round : rounds) {
            round.seconds().forEach((cause, seconds) -> recorded.merge(cause, seconds, Double::sum));
        }
        Map<String, Double> known =
                run.results().map(FinalRecord::secondsByCause).orElse(recorded);
        Map<String, Double> ordered = new LinkedHashMap<>();
        for (Cause cause : Cause.values()) {
            double seconds = known.getOrDefault(cause.key(), 0.0);
            if (cause != Cause.STOPPED && seconds > 0) {
                ordered.put(cause.key(), seconds);
            }
        }
        double total =
                ordered.values().stream().mapToDouble(Double::doubleValue).sum();
        return new Time(
                run.results().map(FinalRecord::seconds).orElse(total),
                ordered,
                known.getOrDefault(Cause.STOPPED.key(), 0.0));
    }

    private Acceleration acceleration() {
        return new Acceleration(
                run.results()
                        .map(found -> finite(found.theoreticalAcceleration()))
                        .orElse(OptionalDouble.empty()),
                run.plan().constraint().recursiveDepth(),
                PhaseSpans.computeSpeed(rounds.stream()
                        .skip(1)
                        .filter(round -> is(round.phase(), PhaseKind.BASELINE))
                        .toList()),
                PhaseSpans.computeSpeed(rounds.stream()
                        .skip(1)
                        .filter(round -> isConstrained(round.phase()))
                        .toList()));
    }

    private static DataFigures dataFigures(DataSummary data) {
        Shape shape = data.shape();
        return new DataFigures(
                data.trainExamples(),
                data.validationExamples(),
                data.testExamples(),
                shape.size(),
                data.classes(),
                data.trainPerClass(),
                data.fingerprint(),
                data.warnings());
    }

    private Optional<RoundFigures> last() {
        return rounds.isEmpty() ? Optional.empty() : Optional.of(rounds.get(rounds.size() - 1));
    }

    private static double withoutStops(Map<String, Double> seconds) {
        return seconds.entrySet().stream()
                .filter(cause -> !cause.getKey().equals(Cause.STOPPED.key()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static boolean isConstrained(String phase) {
        return is(phase, PhaseKind.CONSTRAINED);
    }

    private static boolean is(String phase, PhaseKind kind) {
        return phase.equals(word(kind));
    }
}
