package io.espalier.trainer;

import static io.espalier.Words.word;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import io.espalier.run.Cause;
import io.espalier.run.Incidents;
import io.espalier.run.RoundPlan;
import io.espalier.run.RoundRecord;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.schedule.Dimension;
import io.espalier.trainer.TrainerState.History;
import io.espalier.trainer.TrainerState.Structure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Writes down what each round and phase did. Holds notes of the current round only; all that lasts is in the state. */
final class RunJournal {
    /** Operations of a training step on an example, in forward passes: one forward, two for the gradients. */
    private static final int STEP_PASSES = 3;

    private final TrainerSeams seams;
    private Optional<Trained> trained = Optional.empty();
    private OptionalDouble dense = OptionalDouble.empty();
    private int unitsChanged;
    private int announcedPhase = -1;

    /** What is noted of a round's training: small, unlike the task and its outcome. */
    private record Trained(
            Map<Dimension, Double> intensity,
            int selected,
            long examples,
            double loss,
            long bytesUp,
            long bytesDown,
            Incidents incidents) {}

    RunJournal(TrainerSeams seams) {
        this.seams = seams;
    }

    /** Tells the listener of a phase that begins, or in which a resumed run goes on. */
    void begin(RoundPlan round) {
        if (announcedPhase != round.phase()) {
            announcedPhase = round.phase();
            seams.listener().phaseStarted(word(round.kind()));
        }
    }

    /** Notes which units changed at the round's start. */
    void restructured(Structure before, Structure after) {
        unitsChanged = after.version() == before.version() ? 0 : changed(active(before), active(after));
    }

    /** Active units by their numbers in the network before it was constrained, so that a cut alone is no change. */
    private static Map<String, Set<Integer>> active(Structure structure) {
        Map<String, Set<Integer>> active = new LinkedHashMap<>();
        structure.mask().units().forEach((group, kept) -> {
            List<Integer> origin = structure.origin(group);
            Set<Integer> units = new HashSet<>();
            kept.forEach(unit -> units.add(origin.get(unit)));
            active.put(group, units);
        });
        return active;
    }

    private static int changed(Map<String, Set<Integer>> before, Map<String, Set<Integer>> after) {
        int changed = 0;
        for (Map.Entry<String, Set<Integer>> entry : before.entrySet()) {
            Set<Integer> common = new HashSet<>(entry.getValue());
            Set<Integer> now = Objects.requireNonNull(after.get(entry.getKey()));
            common.retainAll(now);
            changed += entry.getValue().size() + now.size() - 2 * common.size();
        }
        return changed;
    }

    /** Notes what the workers did. */
    void trained(RoundTask task, RoundOutcome outcome) {
        trained = Optional.of(new Trained(
                task.snapshot().values(),
                task.selection().count(),
                outcome.examples(),
                outcome.loss(),
                outcome.bytesUp(),
                outcome.bytesDown(),
                outcome.incidents()));
    }

    /** Notes the quality of the dense version. */
    void dense(double quality) {
        dense = OptionalDouble.of(quality);
    }

    /** Makes the round's record durable, tells the listener, and returns the state with its history brought up to date. */
    TrainerState record(TrainerState state, RoundPlan round) {
        Trained training = trained.orElseThrow();
        Network active = state.structure().activeNetwork();
        long flops = STEP_PASSES * active.flops() * training.examples();
        seams.ledger().charge(Cause.OTHER);
        RoundRecord record = roundRecord(state, round, training, active, flops, seconds());
        seams.rounds().accept(record);
        seams.listener().roundEnded(record);
        dense = OptionalDouble.empty();
        History before = state.history();
        History history = new History(
                before.phases(),
                before.quality(),
                before.examples() + training.examples(),
                before.bytesUp() + training.bytesUp(),
                before.bytesDown() + training.bytesDown(),
                before.flops() + flops,
                seams.ledger().seconds());
        TrainerState recorded = state.withHistory(history);
        return round.phaseEnds() ? endPhase(recorded, round, training) : recorded;
    }

    /** Seconds of the round by cause; the time that the run stood still is in no round. */
    private Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>(seams.ledger().lap());
        seconds.remove(Cause.STOPPED.key());
        return seconds;
    }

    private RoundRecord roundRecord(
            TrainerState state,
            RoundPlan round,
            Trained training,
            Network active,
            long flops,
            Map<String, Double> seconds) {
        Map<String, Double> intensity = new LinkedHashMap<>();
        training.intensity().forEach((dimension, way) -> intensity.put(word(dimension), way));
        return new RoundRecord(
                word(round.kind()),
                round.round(),
                round.after().steps(),
                round.progressAfter(),
                training.examples(),
                training.loss(),
                round.evaluate() ? state.history().quality() : OptionalDouble.empty(),
                dense,
                active.layout().trainable(),
                flops,
                training.bytesUp(),
                training.bytesDown(),
                intensity,
                state.structure().mask().counts(),
                unitsChanged,
                round.keptExamples(),
                round.epochExamples(),
                seconds,
                training.incidents());
    }

    private TrainerState endPhase(TrainerState state, RoundPlan round, Trained training) {
        List<PhaseRecord> ended = new ArrayList<>(state.history().phases());
        int firstRound = ended.isEmpty() ? 1 : ended.get(ended.size() - 1).lastRound() + 1;
        long stepsBefore = ended.stream().mapToLong(PhaseRecord::steps).sum();
        long examplesBefore = ended.stream().mapToLong(PhaseRecord::examples).sum();
        double secondsBefore = ended.stream().mapToDouble(PhaseRecord::seconds).sum();
        KeptUnits mask = state.structure().mask();
        PhaseRecord phase = new PhaseRecord(
                word(round.kind()),
                firstRound,
                round.round(),
                round.after().steps() - stepsBefore,
                state.history().examples() - examplesBefore,
                seams.ledger().runSeconds() - secondsBefore,
                state.history().quality().isPresent()
                        ? Optional.of(state.history().quality().getAsDouble())
                        : Optional.empty(),
                state.structure().activeNetwork().layout().trainable(),
                mask.counts(),
                training.selected());
        ended.add(phase);
        seams.listener().phaseEnded(phase);
        return state.withHistory(state.history().withPhases(ended));
    }
}
