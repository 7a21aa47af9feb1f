package io.espalier.report;

import io.espalier.report.ReportData.PhaseFigures;
import io.espalier.report.ReportData.RoundFigures;
import io.espalier.run.Cause;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.TrainingPlan.PhasePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    List<PhaseFigures> phases() {
        List<PhaseFigures> phases = new ArrayList<>();
        int lastRound = 0;
        for (PhaseRecord phase : run.phases()) {
            phases.add(finished(phase, share(phases.size(), phase.phase())));
            lastRound = Math.max(lastRound, phase.lastRound());
        }
        List<RoundFigures> open = new ArrayList<>();
        for (RoundFigures round : rounds) {
            if (round.round() <= lastRound) {
                continue;
            }
            if (!open.isEmpty() && !open.get(0).phase().equals(round.phase())) {
                phases.add(unfinished(open, share(phases.size(), open.get(0).phase())));
                open.clear();
            }
            open.add(round);
        }
        if (!open.isEmpty()) {
            phases.add(unfinished(open, share(phases.size(), open.get(0).phase())));
        }
        return phases;
    }

    private PhaseFigures finished(PhaseRecord phase, OptionalDouble share) {
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
                speed(inside));
    }

    private PhaseFigures unfinished(List<RoundFigures> open, OptionalDouble share) {
        RoundFigures first = open.get(0);
        RoundFigures last = open.get(open.size() - 1);
        Optional<RoundFigures> before = rounds.stream().filter(round -> round.round() == first.round() - 1).findFirst();
        return new PhaseFigures(
                first.phase(),
                false,
                share,
                first.round(),
                last.round(),
                last.step() - before.map(RoundFigures::step).orElse(0L),
                last.examplesSoFar() - before.map(RoundFigures::examplesSoFar).orElse(0L),
                last.secondsSoFar() - before.map(RoundFigures::secondsSoFar).orElse(0.0),
                latestQuality(open),
                last.parameters(),
                last.keptUnits(),
                last.keptExamples(),
                speed(open));
    }

    /** Fraction of the budget of the phase in a place of the plan, if it is of that kind. */
    private OptionalDouble share(int place, String kind) {
        List<PhasePlan> phases = run.plan().phases();
        return place < phases.size() && phases.get(place).kind().name().toLowerCase(Locale.ROOT).equals(kind)
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

    /** Presented examples by seconds of computing. */
    static OptionalDouble speed(List<RoundFigures> rounds) {
        double seconds = sum(rounds, round -> round.seconds().getOrDefault(Cause.COMPUTE.key(), 0.0));
        double examples = sum(rounds, RoundFigures::examples);
        return seconds > 0 ? OptionalDouble.of(examples / seconds) : OptionalDouble.empty();
    }

    private static double sum(List<RoundFigures> rounds, ToDoubleFunction<RoundFigures> figure) {
        return rounds.stream().mapToDouble(figure).sum();
    }
}
