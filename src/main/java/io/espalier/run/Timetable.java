package io.espalier.run;

import io.espalier.constraint.UnitCounts;
import io.espalier.run.RoundPlan.Span;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * The rounds of a run, one after the other: how long each is, on how many examples, how far the constraint has gone.
 *
 * <p>A pure function of (plan, number of training examples, schedule) and the position before: a resumed run gets the rounds that the
 * interrupted one would have had. With a budget of T epochs, e of them done, and W workers: at the start of each round s = schedule there, k = count(s) examples are
 * selected, E = max(1, ceil(k / (W x batch x accumulation))) steps are an epoch of every worker, stop is the next of phase end and switch
 * to full data, h = min(H, ceil((stop - e) E)) steps are made and e' = min(stop, e + h/E). Fewer examples save time only because the epoch
 * gets shorter. Where {@code importance.dynamic} passes over some of the selected ones, k is the number of those that an epoch presents:
 * known before where they are drawn at random, else by the fraction that the workers reported with the round before, which is part of the
 * position. With a budget in steps the same rule holds with steps in the place of epochs: progress = steps / total.
 *
 * <p>Epochs are doubles: their lengths change from round to round, so that no common unit exists. The end of a stretch is hit exactly
 * nevertheless: where the steps reach the stop, e' <em>is</em> the stop, a constant of the plan computed in decimal, and no sum.
 */
public final class Timetable {
    /**
     * Excess over a whole number of steps that counts as rounding noise. One addition to e is off by at most 1.1e-16 e, which is 1.1e-16
     * of all steps so far, and nothing is carried over a stop: a thousand rounds in a stretch that ends at a million steps stay below
     * 2e-7 steps. Where more noise came together, one short step more would be made; the stop would be the same.
     */
    private static final double STEP_NOISE = 1e-6;

    /** The same for evaluation points, in units of the distance between two. */
    private static final double POINT_NOISE = 1e-9;

    private final TrainingPlan plan;
    private final long examples;
    private final long targetExamples;
    private final DoubleUnaryOperator dataSchedule;
    private final boolean inSteps;
    private final double total;
    private final double[] ends;
    private final double fullDataStart;
    private final double skipsUntil;
    private final OptionalDouble presentedFraction;
    private final int leadingBaselines;

    private Timetable(TrainingPlan plan, long examples, DoubleUnaryOperator dataSchedule) {
        Budget budget = plan.training().budget();
        this.plan = plan;
        this.examples = examples;
        this.targetExamples = UnitCounts.target(examples, plan.keptFraction());
        this.dataSchedule = dataSchedule;
        this.inSteps = budget.steps().isPresent();
        this.total = budget.total().doubleValue();
        this.ends = phaseEnds(budget, plan.phases()).stream()
                .mapToDouble(BigDecimal::doubleValue)
                .toArray();
        this.fullDataStart = inUnits(
                        budget,
                        BigDecimal.ONE.subtract(plan.importance().selection().fullDataFraction()))
                .doubleValue();
        DynamicPlan dynamic = plan.importance().dynamic();
        this.skipsUntil = dynamic.skips() ? inUnits(budget, dynamic.until()).doubleValue() : 0;
        this.presentedFraction = dynamic.selection().presentedFraction();
        this.leadingBaselines = leadingBaselines(plan.phases());
    }

    /**
     * The timetable of a plan.
     *
     * @param trainExamples examples of the training part, at least 1
     * @param dataSchedule way travelled by the number of examples, from the constraint's progress in [0, 1] to [0, 1]
     */
    public static Timetable of(TrainingPlan plan, long trainExamples, DoubleUnaryOperator dataSchedule) {
        if (trainExamples < 1) {
            throw new IllegalArgumentException("A timetable needs at least 1 training example: " + trainExamples);
        }
        return new Timetable(plan, trainExamples, dataSchedule);
    }

    /** Examples kept at full constraint: max(1, floor(n x kept)), in decimal. */
    public long targetExamples() {
        return targetExamples;
    }

    /** The round that follows a position; empty when the run has ended. */
    public Optional<RoundPlan> next(Position position) {
        if (position.phase() >= ends.length) {
            return Optional.empty();
        }
        Draft draft = draft(position);
        Span span = draft.span();
        return Optional.of(new RoundPlan(
                position.round() + 1,
                position.phase(),
                draft.kind(),
                draft.constraintProgress(),
                draft.compacted(),
                draft.way(),
                draft.keptExamples(),
                draft.epochExamples(),
                draft.fullData(),
                draft.stepsPerEpoch(),
                draft.steps(),
                span,
                draft.after().phase() != position.phase(),
                pointsReached(span.end()) > pointsReached(span.start()),
                inScoringWindow(position, draft),
                afterWarmup(position, draft),
                draft.skips(),
                draft.after()));
    }

    /** A round without what is only looked up beside it. */
    private record Draft(
            PhaseKind kind,
            double constraintProgress,
            boolean compacted,
            double way,
            boolean fullData,
            boolean skips,
            long keptExamples,
            long epochExamples,
            long stepsPerEpoch,
            int steps,
            Span span,
            Position after) {}

    private Draft draft(Position position) {
        int phase = position.phase();
        PhaseKind kind = plan.phases().get(phase).kind();
        double start = inSteps ? position.steps() : position.epochs();
        boolean compacted = compactedIn(phase);
        double progress = compacted ? 1 : constraintProgress(start);
        double way = way(kind, compacted, progress, dataSchedule);
        boolean fullData = kind == PhaseKind.BASELINE || kind == PhaseKind.CONSTRAINED && start >= fullDataStart;
        long kept = fullData ? examples : UnitCounts.count(examples, targetExamples, way);
        boolean skips = start < skipsUntil;
        long presented = skips ? presented(kept, position) : kept;
        long stepsPerEpoch = stepsPerEpoch(presented);

        double stop = stop(kind, phase, start);
        double stepsPerUnit = inSteps ? 1 : stepsPerEpoch;
        double needed = Math.max(1, Math.ceil((stop - start) * stepsPerUnit - STEP_NOISE));
        int steps = (int) Math.min(stepsPerRound(start / total), needed);
        double end = steps == needed ? stop : start + steps / stepsPerUnit;
        double epochs = inSteps ? position.epochs() + (double) steps / stepsPerEpoch : end;
        Position after = new Position(
                end == ends[phase] ? phase + 1 : phase,
                epochs,
                position.steps() + steps,
                position.round() + 1,
                position.presented());
        Span span = new Span(start, end, total, stepsPerUnit);
        return new Draft(
                kind, progress, compacted, way, fullData, skips, kept, presented, stepsPerEpoch, steps, span, after);
    }

    /**
     * Only a constrained phase switches to full data, so only there the switch cuts a round short; the end of passing over examples does
     * anywhere.
     */
    private double stop(PhaseKind kind, int phase, double start) {
        double stop = ends[phase];
        if (kind == PhaseKind.CONSTRAINED && start < fullDataStart) {
            stop = Math.min(stop, fullDataStart);
        }
        return start < skipsUntil ? Math.min(stop, skipsUntil) : stop;
    }

    /** Examples of an epoch that passes over some: at least 1, and whole ones. */
    private long presented(long kept, Position position) {
        double fraction = presentedFraction.orElse(position.presented());
        return Math.max(1, Math.round(kept * fraction));
    }

    /** Steps of a whole round that begins at a progress: H, or what lies between H and its final value there. */
    private long stepsPerRound(double progress) {
        int first = plan.training().stepsPerRound();
        int last = plan.averaging().finalStepsPerRound().orElse(first);
        return Math.round(first + (last - first) * progress);
    }

    private long stepsPerEpoch(long kept) {
        long perStep = examplesPerStep(plan.training());
        return Math.max(1, (kept + perStep - 1) / perStep);
    }

    /** Hybrid budget done / all hybrid budget; 0 without a hybrid phase. */
    private double constraintProgress(double done) {
        double hybridDone = 0;
        double hybridAll = 0;
        double start = 0;
        for (int i = 0; i < ends.length; i++) {
            if (plan.phases().get(i).kind() == PhaseKind.HYBRID) {
                hybridDone += Math.max(0, Math.min(done, ends[i]) - start);
                hybridAll += ends[i] - start;
            }
            start = ends[i];
        }
        return hybridAll == 0 ? 0 : Math.min(1, hybridDone / hybridAll);
    }

    private boolean compactedIn(int phase) {
        return plan.phases().subList(0, phase + 1).stream().anyMatch(p -> p.kind() == PhaseKind.CONSTRAINED);
    }

    /** Evaluation points at or before a place in the budget. */
    private long pointsReached(double done) {
        return (long) Math.floor(done / total * plan.training().evaluations() + POINT_NOISE);
    }

    /**
     * Whether a round ends in the window in which examples are scored: in the leading baseline phases, after {@code
     * importance.warmup_fraction} of them. A run without another phase scores nothing.
     */
    private boolean afterWarmup(Position position, Draft draft) {
        return position.phase() < leadingBaselines
                && leadingBaselines < ends.length
                && draft.span().end() > plan.importance().scoring().warmupFraction() * ends[leadingBaselines - 1];
    }

    /**
     * Whether the weights after a round are among the last {@code importance.rounds} of the window. Where the lengths of later rounds are
     * not known yet, any of the window's may be.
     */
    private boolean inScoringWindow(Position position, Draft draft) {
        if (!afterWarmup(position, draft)) {
            return false;
        }
        if (draft.skips() && presentedFraction.isEmpty()) {
            return true;
        }
        Position after = draft.after();
        for (int later = 0; later < plan.importance().scoring().rounds(); later++) {
            if (after.phase() >= leadingBaselines) {
                return true;
            }
            after = draft(after).after();
        }
        return false;
    }

    static double way(PhaseKind kind, boolean compacted, double progress, DoubleUnaryOperator schedule) {
        if (compacted) {
            return 1;
        }
        return kind == PhaseKind.BASELINE ? 0 : schedule.applyAsDouble(progress);
    }

    /**
     * Ends of the phases in the budget's unit. In steps they are rounded after summing, so that the phases' steps sum to the budget
     * exactly.
     */
    static List<BigDecimal> phaseEnds(Budget budget, List<PhasePlan> phases) {
        List<BigDecimal> ends = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (PhasePlan phase : phases) {
            sum = sum.add(phase.fraction());
            ends.add(inUnits(budget, sum));
        }
        return ends;
    }

    /**
     * How often the leading baseline phases present an example, rounded up: passes over the training part.
     *
     * @param trainExamples examples of the training part, at least 1
     */
    public static long baselinePasses(TrainingPlan plan, long trainExamples) {
        int baselines = leadingBaselines(plan.phases());
        if (baselines == 0) {
            return 0;
        }
        Budget budget = plan.training().budget();
        BigDecimal end = phaseEnds(budget, plan.phases()).get(baselines - 1);
        return budget.epochs().isPresent()
                ? end.setScale(0, RoundingMode.CEILING).longValueExact()
                : end.multiply(BigDecimal.valueOf(examplesPerStep(plan.training())))
                        .divide(BigDecimal.valueOf(trainExamples), 0, RoundingMode.CEILING)
                        .longValueExact();
    }

    /** Examples that all workers present together in a step. */
    private static long examplesPerStep(TrainingSettings training) {
        return (long) training.workers() * training.batch() * training.accumulation();
    }

    private static BigDecimal inUnits(Budget budget, BigDecimal fraction) {
        BigDecimal place = budget.total().multiply(fraction);
        return budget.steps().isPresent() ? place.setScale(0, RoundingMode.HALF_UP) : place;
    }

    private static int leadingBaselines(List<PhasePlan> phases) {
        int count = 0;
        while (count < phases.size() && phases.get(count).kind() == PhaseKind.BASELINE) {
            count++;
        }
        return count;
    }
}
