package io.espalier.trainer;

import io.espalier.constraint.ConstraintAccelerationEquation;
import io.espalier.constraint.KeptUnits;
import io.espalier.constraint.ResolvedConstraint;
import io.espalier.network.Network;
import io.espalier.run.Cause;
import io.espalier.run.Ledger;
import io.espalier.run.PhaseKind;
import io.espalier.run.RoundPlan;
import io.espalier.run.RunRecord.FinalRecord;
import io.espalier.run.Schedules;
import io.espalier.run.Timetable;
import io.espalier.run.TrainingPlan;
import io.espalier.schedule.Dimension;
import io.espalier.schedule.LearningRateSchedule;
import io.espalier.schedule.Schedule;
import io.espalier.schedule.ScheduleSnapshot;
import io.espalier.trainer.TrainerState.History;
import io.espalier.trainer.TrainerState.Scoring;
import io.espalier.trainer.TrainerState.Structure;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The main loop: trains a network through baseline, hybrid and constrained phases, round by round.
 *
 * <p>{@link #train} is the whole method. A round is a pure function of the state before it: what a checkpoint holds is enough to go on
 * with the same bits. Everything that depends on a place (Spark, DL4J, disk, clock) comes in through seams.
 */
public final class HybridConstraintTrainer {
    private static final float[] NO_MOMENTUM = {};

    private final TrainingPlan plan;
    private final TrainingBackend backend;
    private final TrainerSeams seams;
    private final Ledger ledger;
    private final RunJournal journal;
    private final Timetable timetable;
    private final Schedule schedule;
    private final Schedule dataSchedule;
    private final LearningRateSchedule learningRate;
    private final WidthConstraint width;
    private final DataConstraint data;
    private final UnitMeter units;
    private final OuterStep outer;
    /** Held here alone, so that a state that is past is garbage: it is as large as the weights. */
    private TrainerState reached;

    /**
     * A trainer of one run.
     *
     * @param network before anything is constrained
     * @param start the state to train from
     * @throws io.espalier.constraint.UnreachableTargetException if the network can't be narrowed as far as the plan says
     * @throws IllegalArgumentException if the plan's schedule or selection is not possible on this data
     */
    public HybridConstraintTrainer(
            TrainingPlan plan, Network network, TrainerState start, TrainingBackend backend, TrainerSeams seams) {
        this.plan = plan;
        this.backend = backend;
        this.seams = seams;
        this.ledger = seams.ledger();
        this.schedule = Schedules.of(plan.constraint().schedule());
        this.dataSchedule = plan.importance().schedule().map(Schedules::of).orElse(schedule);
        this.timetable = Timetable.of(plan, backend.data().trainExamples(), dataSchedule::value);
        this.learningRate = plan.training().updater().learningRates();
        this.width = WidthConstraint.of(plan, network);
        this.data = new DataConstraint(plan, backend.data(), timetable.targetExamples());
        this.units = new UnitMeter(plan, backend);
        this.outer = OuterStep.of(plan.averaging());
        this.journal = new RunJournal(seams);
        this.reached = start;
    }

    /**
     * Trains from the state reached so far to the end of the plan, or to a request to stop.
     *
     * @return the state reached; {@link #finished} says whether it is the end
     * @throws DivergedException if the loss or a weight becomes NaN or infinite
     */
    public TrainerState train() {
        restore();
        Optional<RoundPlan> next = timetable.next(reached.position());
        while (next.isPresent() && !seams.stopRequested().getAsBoolean()) {
            RoundPlan round = next.get();
            journal.begin(round);
            reached = scoreExamples(reached, round);
            reached = trainRound(reached, round);
            reached = measureUnits(reached, round);
            reached = evaluate(reached, round);
            reached = journal.record(reached, round);
            next = timetable.next(reached.position());
            if (round.phaseEnds() || round.round() % plan.checkpoint().everyRounds() == 0) {
                checkpoint(reached);
            }
        }
        if (next.isPresent()) {
            checkpoint(reached);
        }
        return reached;
    }

    /** Whether a state is the end of the plan. */
    public boolean finished(TrainerState state) {
        return timetable.next(state.position()).isEmpty();
    }

    /** What the plan's targets mean for the network. */
    public ResolvedConstraint constraint() {
        return width.resolved();
    }

    /** A resumed run finds its scores where the interrupted one wrote them. */
    private void restore() {
        backend.useStates(reached.round(), reached.workers());
        if (reached.scoring().scored()) {
            data.use(backend.readScores());
        }
        ledger.charge(Cause.OTHER);
    }

    /** On entry to the first phase that is not baseline: scores every training example with the weights of the last rounds. */
    private TrainerState scoreExamples(TrainerState state, RoundPlan round) {
        if (round.kind() == PhaseKind.BASELINE || state.scoring().scored()) {
            return state;
        }
        List<float[]> snapshots = state.scoring().snapshots();
        if (snapshots.isEmpty() && data.scoresByWeights()) {
            seams.listener()
                    .warned("No baseline round came before the scoring: examples are scored with the initial weights");
            snapshots = List.of(state.structure().model().parameters());
        }
        data.use(backend.score(state.structure().network(), snapshots));
        backend.writeSelection(data.select(timetable.targetExamples()));
        ledger.charge(Cause.SCORING);
        return state.withScoring(Scoring.DONE);
    }

    /** Masks or cuts units so that as many are active as the schedule says. */
    private TrainerState narrow(TrainerState state, RoundPlan round) {
        Structure before = state.structure();
        Structure after = width.enter(before, round.kind(), round.way(schedule::value), units::measure);
        ledger.charge(Cause.COMPACTION);
        journal.restructured(before, after);
        return state.withStructure(after);
    }

    private RoundTask task(TrainerState state, RoundPlan round, Structure before) {
        Structure structure = state.structure();
        Map<Dimension, Double> way = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            way.put(dimension, round.way((dimension == Dimension.DATA ? dataSchedule : schedule)::value));
        }
        double[] rates = new double[round.steps()];
        for (int step = 0; step < rates.length; step++) {
            rates[step] = learningRate.rate(round.progressAt(step));
        }
        return new RoundTask(
                round.round(),
                structure.version(),
                new ScheduleSnapshot(round.round(), round.constraintProgress(), way, structure.version()),
                WidthConstraint.project(structure),
                structure.mask(),
                new KeptUnits(structure.originalUnits()),
                WidthConstraint.cuts(before, structure),
                new LearningRates(rates),
                state.cursors(),
                data.select(round.keptExamples()),
                data.presentations(round));
    }

    /** What is as large as the weights and only of this round, what was sent and what came back, is garbage on return. */
    private TrainerState trainRound(TrainerState before, RoundPlan round) {
        TrainerState start = narrow(before, round);
        RoundTask task = task(start, round, before.structure());
        ledger.charge(Cause.OTHER);
        RoundOutcome outcome = backend.train(task);
        ledger.split(outcome.computeSeconds(), outcome.schedulingSeconds());
        journal.trained(task, outcome);
        return advance(start, round, task, outcome);
    }

    /** The state after the outer step: active units take the new values, masked ones keep what was put aside. */
    private TrainerState advance(TrainerState state, RoundPlan round, RoundTask task, RoundOutcome outcome) {
        float[] momentum = outer.hasMomentum() ? momentum(state.structure()) : NO_MOMENTUM;
        Structure trained = WidthConstraint.store(
                state.structure(),
                outcome.parameters(task, outer, momentum),
                outcome.mean().moments(),
                outer.hasMomentum() ? List.of(momentum) : List.of(),
                task.model().updates() + task.steps());
        if (!Double.isFinite(outcome.loss()) || !trained.model().isFinite()) {
            throw new DivergedException(task.round(), outcome.loss());
        }
        return new TrainerState(
                data.after(round, outcome),
                outcome.cursors(),
                trained,
                snapshot(state.scoring(), round, trained),
                state.history(),
                WorkerFiles.NONE);
    }

    private static float[] momentum(Structure structure) {
        return structure.outerMomentum().isEmpty()
                ? new float[structure.model().parameters().length]
                : structure.outerMomentum().get(0).clone();
    }

    private Scoring snapshot(Scoring scoring, RoundPlan round, Structure trained) {
        if (!round.inScoringWindow() || !data.scoresByWeights()) {
            return scoring;
        }
        List<float[]> snapshots = new ArrayList<>(scoring.snapshots());
        snapshots.add(trained.model().parameters());
        int excess = Math.max(0, snapshots.size() - plan.importance().scoring().rounds());
        return new Scoring(snapshots.subList(excess, snapshots.size()), false);
    }

    /** At the end of each hybrid round: how important the units are now, on the averaged weights. */
    private TrainerState measureUnits(TrainerState state, RoundPlan round) {
        if (round.kind() != PhaseKind.HYBRID) {
            return state;
        }
        Structure structure = WidthConstraint.remember(state.structure(), units.measure(state.structure()));
        ledger.charge(Cause.SCORING);
        return state.withStructure(structure);
    }

    /** Quality on the validation part where one is due; in hybrid rounds that of the dense version too, as a diagnostic. */
    private TrainerState evaluate(TrainerState state, RoundPlan round) {
        if (!round.evaluate() || backend.data().validationExamples() == 0) {
            return state;
        }
        Structure structure = state.structure();
        double quality = quality(Part.VALIDATION, WidthConstraint.project(structure));
        ledger.charge(Cause.EVALUATION);
        if (round.kind() == PhaseKind.HYBRID) {
            journal.dense(quality(Part.VALIDATION, structure.model()));
            ledger.charge(Cause.MONITORING);
        }
        return state.withHistory(state.history().withQuality(OptionalDouble.of(quality)));
    }

    private double quality(Part part, ModelState model) {
        return backend.evaluate(part, model.network(), model.parameters()).accuracy();
    }

    private void checkpoint(TrainerState state) {
        WorkerFiles workers =
                seams.checkpoints().save(state, directory -> backend.saveStates(state.round(), directory));
        backend.useStates(state.round(), workers);
        ledger.charge(Cause.CHECKPOINT);
    }

    /**
     * The result of a finished run: the constrained network, its quality on the test part (looked at here and nowhere else), and the
     * totals. Ends the accounting of time.
     */
    public TrainedModel finish(TrainerState state) {
        Structure structure = WidthConstraint.isWhole(state.structure())
                ? state.structure()
                : WidthConstraint.compact(state.structure());
        ModelState model = structure.model();
        ledger.charge(Cause.COMPACTION);
        OptionalDouble test = measured(Part.TEST, backend.data().testExamples(), model);
        OptionalDouble validation = measured(Part.VALIDATION, backend.data().validationExamples(), model);
        ledger.charge(Cause.EVALUATION);
        boolean selects = state.scoring().scored();
        return new TrainedModel(
                model,
                structure.originalUnits(),
                selects ? Optional.of(data.select(timetable.targetExamples())) : Optional.empty(),
                learningRate.rate(1 - 1.0 / state.position().steps()),
                results(state.history(), model, test, validation));
    }

    private FinalRecord results(History history, ModelState model, OptionalDouble test, OptionalDouble validation) {
        ResolvedConstraint constraint = width.resolved();
        long after = model.network().layout().trainable();
        double removed = 1 - (double) after / constraint.parametersBefore();
        long all = backend.data().trainExamples();
        double depth = plan.constraint().recursiveDepth();
        return new FinalRecord(
                "accuracy",
                test.orElse(Double.NaN),
                validation.orElse(Double.NaN),
                constraint.parametersBefore(),
                after,
                removed,
                all,
                data.selects() ? timetable.targetExamples() : all,
                ledger.runSeconds(),
                ledger.seconds(),
                history.bytesUp(),
                history.bytesDown(),
                history.flops(),
                constraint.flopsBefore(),
                model.network().flops(),
                new ConstraintAccelerationEquation(removed, depth, 1, 1, 0).acceleration(),
                TrainedModel.sha256(model));
    }

    private OptionalDouble measured(Part part, long examples, ModelState model) {
        return examples == 0 ? OptionalDouble.empty() : OptionalDouble.of(quality(part, model));
    }
}
