package io.espalier.report;

import static io.espalier.Words.word;

import io.espalier.report.ReportData.PhaseFigures;
import io.espalier.report.ReportData.RoundFigures;
import io.espalier.run.Cause;
import io.espalier.run.PhasePlan;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.PhaseRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The phases that began: those on record, and what the rounds after them say. */
final class PhaseSpans {
    private final RunRecord run;
    private final List<RoundFigures> rounds;

    PhaseSpans(RunRecord run, List<RoundFigures> rounds) {
        this.run = run;
        this.rounds = rounds;
    }

    /** In order. A phase that another one follows is finished, even if the record was never brought up to date. */
    List<PhaseFigures> phases() {
        List<PhaseFigures> phases = new ArrayList<>();
        int lastRound = 0;
        for (PhaseRecord phase : run.phases()) {
            phases.add(recorded(phase, share(phases.size(), phase.phase())));
            lastRound = Math.max(lastRound, phase.lastRound());
        }
        List<RoundFigures> span = new ArrayList<>();
        for (RoundFigures round : rounds) {
            if (round.round() <= lastRound) {
                continue;
            }
            if (!span.isEmpty() && !span.get(0).phase().equals(round.phase())) {
                phases.add(
                        unrecorded(span, true, share(phases.size(), span.get(0).phase())));
                span.clear();
            }
            span.add(round);
        }
        if (!span.isEmpty()) {
            boolean finished = span.get(span.size() - 1).progress() >= 1;
            phases.add(
                    unrecorded(span, finished, share(phases.size(), span.get(0).phase())));
        }
        return phases;
    }

    private PhaseFigures recorded(PhaseRecord phase, OptionalDouble share) {
        List<RoundFigures> inside = rounds.stream()
                .filter(round -> round.round() >= phase.firstRound() && round.round() <= phase.lastRound())
                .toList();
        return new PhaseFigures(
                phase.phase(),
                true,
                share,
                phase.firstRound(),
                phase.lastRound(),
                phase.steps(),
                phase.examples(),
                phase.seconds(),
                phase.quality().map(OptionalDouble::of).orElseGet(() -> latestQuality(inside)),
                phase.parameters(),
                phase.keptUnits(),
                phase.keptExamples(),
                perSecond(phase.examples(), phase.seconds()));
    }

    private PhaseFigures unrecorded(List<RoundFigures> span, boolean finished, OptionalDouble share) {
        RoundFigures first = span.get(0);
        RoundFigures last = span.get(span.size() - 1);
        Optional<RoundFigures> before = rounds.stream()
                .filter(round -> round.round() == first.round() - 1)
                .findFirst();
        long examples =
                last.examplesSoFar() - before.map(RoundFigures::examplesSoFar).orElse(0L);
        double seconds =
                last.secondsSoFar() - before.map(RoundFigures::secondsSoFar).orElse(0.0);
        return new PhaseFigures(
                first.phase(),
                finished,
                share,
                first.round(),
                last.round(),
                last.step() - before.map(RoundFigures::step).orElse(0L),
                examples,
                seconds,
                latestQuality(span),
                last.parameters(),
                last.keptUnits(),
                last.keptExamples(),
                perSecond(examples, seconds));
    }

    /** Fraction of the budget of the phase in a place of the plan, if it is of that kind. */
    private OptionalDouble share(int place, String kind) {
        List<PhasePlan> phases = run.plan().phases();
        return place < phases.size() && word(phases.get(place).kind()).equals(kind)
                ? OptionalDouble.of(phases.get(place).fraction().doubleValue())
                : OptionalDouble.empty();
    }

    /** The last quality that was measured in these rounds. */
    static OptionalDouble latestQuality(List<RoundFigures> rounds) {
        return rounds.stream()
                .map(RoundFigures::quality)
                .filter(OptionalDouble::isPresent)
                .reduce((first, second) -> second)
                .orElse(OptionalDouble.empty());
    }

    /** Presented examples by seconds of computing alone. */
    static OptionalDouble computeSpeed(List<RoundFigures> rounds) {
        double seconds = sum(rounds, round -> round.seconds().getOrDefault(Cause.COMPUTE.key(), 0.0));
        return perSecond(sum(rounds, RoundFigures::examples), seconds);
    }

    private static OptionalDouble perSecond(double examples, double seconds) {
        return seconds > 0 ? OptionalDouble.of(examples / seconds) : OptionalDouble.empty();
    }

    private static double sum(List<RoundFigures> rounds, ToDoubleFunction<RoundFigures> figure) {
        return rounds.stream().mapToDouble(figure).sum();
    }
}
