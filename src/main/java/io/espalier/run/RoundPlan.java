package io.espalier.run;

import java.util.function.DoubleUnaryOperator;

/**
 * What one round is to do; made by {@link Timetable}.
 *
 * @param round number, from 1
 * @param phase index in the plan
 * @param kind of the phase
 * @param constraintProgress progress inside all hybrid phases together at the round's start, in [0, 1]; 1 once compacted
 * @param compacted whether a constrained phase has begun: the network is cut to its final size
 * @param way of the number of examples, travelled from all to the target, at the round's start, in [0, 1]
 * @param keptExamples examples that may be trained in this round
 * @param epochExamples those of them that an epoch presents: fewer where {@code importance.dynamic} passes over some
 * @param fullData whether these are all examples by rule: in baseline phases, and in the last {@code importance.full_data_fraction} of
 *     the budget in constrained ones
 * @param stepsPerEpoch steps in which every worker passes over its part of the kept examples
 * @param steps of every worker in this round
 * @param span part of the budget that the round uses
 * @param phaseEnds whether the phase ends with this round
 * @param evaluate whether a planned evaluation falls on the end of this round
 * @param inScoringWindow whether the weights after this round are one of the snapshots that score the examples
 * @param collectsScores whether what the round's presentations show of the examples counts for scores that training collects
 * @param skips whether epochs that begin in this round may pass over examples
 * @param after where the run stands after the round
 */
public record RoundPlan(
        int round,
        int phase,
        PhaseKind kind,
        double constraintProgress,
        boolean compacted,
        double way,
        long keptExamples,
        long epochExamples,
        boolean fullData,
        long stepsPerEpoch,
        int steps,
        Span span,
        boolean phaseEnds,
        boolean evaluate,
        boolean inScoringWindow,
        boolean collectsScores,
        boolean skips,
        Position after) {

    /**
     * A part of the budget, in the budget's own unit: epochs or steps.
     *
     * @param start budget used before the round
     * @param end budget used after it
     * @param total the whole budget
     * @param stepsPerUnit steps an epoch where the budget is in epochs, else 1
     */
    public record Span(double start, double end, double total, double stepsPerUnit) {}

    /** Progress of the budget at the round's start, in [0, 1). */
    public double progressAtStart() {
        return span.start() / span.total();
    }

    /** Progress of the budget after the round, in (0, 1]. */
    public double progressAfter() {
        return span.end() / span.total();
    }

    /**
     * Progress of the budget before a step, which its learning rate follows: (e + j/E) / T.
     *
     * @param step j, in [0, {@link #steps()})
     */
    public double progressAt(int step) {
        if (step < 0 || step >= steps) {
            throw new IllegalArgumentException("Step must be in [0, " + steps + "): " + step);
        }
        return (span.start() + step / span.stepsPerUnit()) / span.total();
    }

    /**
     * The way travelled to the targets in this round: 0 in baseline phases, 1 once compacted, else the schedule's value.
     *
     * @param schedule of one dimension, from {@link #constraintProgress()} to [0, 1]
     */
    public double way(DoubleUnaryOperator schedule) {
        return Timetable.way(kind, compacted, constraintProgress, schedule);
    }
}
