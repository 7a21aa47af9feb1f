package io.espalier.trainer;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import io.espalier.run.Position;
import io.espalier.run.RunRecord.PhaseRecord;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The whole state of a run between two rounds: what a checkpoint holds and a resumed run starts from.
 *
 * <p>Immutable; owns its arrays.
 *
 * @param position in the timetable
 * @param cursors per worker
 * @param structure the network and which of its units are active
 * @param scoring how far the scoring of examples has come
 * @param history what happened so far
 * @param workers where the workers' own states after this round lie; {@link WorkerFiles#NONE} unless the state comes from a checkpoint
 */
public record TrainerState(
        Position position,
        List<Cursor> cursors,
        Structure structure,
        Scoring scoring,
        History history,
        WorkerFiles workers) {

    public TrainerState {
        cursors = List.copyOf(cursors);
    }

    /** The state before the first round of a network with fresh or given weights. */
    public static TrainerState start(ModelState model, int workers) {
        return new TrainerState(
                Position.START,
                Collections.nCopies(workers, Cursor.START),
                Structure.whole(model),
                Scoring.NONE,
                History.NONE,
                WorkerFiles.NONE);
    }

    /** Last round done; 0 at the start. */
    public int round() {
        return position.round();
    }

    TrainerState withStructure(Structure newStructure) {
        return new TrainerState(position, cursors, newStructure, scoring, history, workers);
    }

    TrainerState withScoring(Scoring newScoring) {
        return new TrainerState(position, cursors, structure, newScoring, history, workers);
    }

    TrainerState withHistory(History newHistory) {
        return new TrainerState(position, cursors, structure, scoring, newHistory, workers);
    }

    /**
     * The network and which of its units are active.
     *
     * @param version goes up at every change of masks or sizes
     * @param model stored weights and moments: masked units hold their last values
     * @param outerMomentum of the outer step, masked units as they were: one array parallel to the parameters, or none
     * @param mask active units
     * @param originalUnits per group, for each unit of the current network its index in the network before it was constrained
     * @param unitScores unit importance after the last rounds, oldest first, one array a group each
     */
    public record Structure(
            int version,
            ModelState model,
            List<float[]> outerMomentum,
            KeptUnits mask,
            Map<String, List<Integer>> originalUnits,
            List<List<double[]>> unitScores) {
        public Structure {
            outerMomentum = List.copyOf(outerMomentum);
            originalUnits = Collections.unmodifiableMap(new LinkedHashMap<>(originalUnits));
            unitScores = List.copyOf(unitScores);
        }

        /** A network with all units active that has not been measured. */
        static Structure whole(ModelState model) {
            KeptUnits all = KeptUnits.all(model.network());
            return new Structure(0, model, List.of(), all, all.units(), List.of());
        }

        /** The network as stored, masked units included. */
        public Network network() {
            return model.network();
        }

        /** For each unit of a group its index in the network before it was constrained. */
        List<Integer> origin(String group) {
            return Objects.requireNonNull(originalUnits.get(group));
        }

        /** The network of the active units only. */
        public Network activeNetwork() {
            return network().withUnits(mask.counts());
        }

        Structure withModel(ModelState newModel, List<float[]> newMomentum) {
            return new Structure(version, newModel, newMomentum, mask, originalUnits, unitScores);
        }

        Structure withUnitScores(List<List<double[]>> newScores) {
            return new Structure(version, model, outerMomentum, mask, originalUnits, newScores);
        }

        Structure withMask(KeptUnits newMask) {
            return newMask.equals(mask)
                    ? this
                    : new Structure(version + 1, model, outerMomentum, newMask, originalUnits, unitScores);
        }
    }

    /**
     * How far the scoring of examples has come.
     *
     * @param snapshots weights after the last rounds of the scoring window, oldest first; empty once scored
     * @param scored whether the scores table exists
     */
    public record Scoring(List<float[]> snapshots, boolean scored) {
        static final Scoring NONE = new Scoring(List.of(), false);
        static final Scoring DONE = new Scoring(List.of(), true);

        public Scoring {
            snapshots = List.copyOf(snapshots);
        }
    }

    /**
     * What happened so far.
     *
     * @param phases records of the phases that ended
     * @param quality last measured on the validation part; empty before the first evaluation
     * @param examples presented
     * @param bytesUp from workers
     * @param bytesDown to workers
     * @param flops forward and backward
     * @param seconds by cause key
     */
    public record History(
            List<PhaseRecord> phases,
            OptionalDouble quality,
            long examples,
            long bytesUp,
            long bytesDown,
            long flops,
            Map<String, Double> seconds) {
        static final History NONE = new History(List.of(), OptionalDouble.empty(), 0, 0, 0, 0, Map.of());

        public History {
            phases = List.copyOf(phases);
            seconds = Map.copyOf(seconds);
        }

        History withPhases(List<PhaseRecord> newPhases) {
            return new History(newPhases, quality, examples, bytesUp, bytesDown, flops, seconds);
        }

        History withQuality(OptionalDouble newQuality) {
            return new History(phases, newQuality, examples, bytesUp, bytesDown, flops, seconds);
        }
    }
}
