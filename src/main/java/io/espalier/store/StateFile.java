package io.espalier.store;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import io.espalier.run.Position;
import io.espalier.trainer.Cursor;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.TrainerState;
import io.espalier.trainer.TrainerState.History;
import io.espalier.trainer.TrainerState.Scoring;
import io.espalier.trainer.TrainerState.Structure;
import io.espalier.trainer.WorkerFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code state.json} of a checkpoint: all of a {@link TrainerState} but its arrays, whose numbers and lengths it holds.
 *
 * @param workers names of the files with the workers' own states, in worker order
 */
record StateFile(
        Position position,
        List<Cursor> cursors,
        StructurePart structure,
        ScoringPart scoring,
        History history,
        List<String> workers) {
    static final String NAME = "state.json";

    /**
     * A structure without its arrays.
     *
     * @param updates made so far by each worker
     * @param moments number of moments
     * @param outerMomenta number of momenta of the outer step
     * @param unitScores lengths of the unit scores' arrays, which lie one after the other in their file
     */
    record StructurePart(
            int version,
            Network network,
            long updates,
            int moments,
            int outerMomenta,
            KeptUnits mask,
            Map<String, List<Integer>> originalUnits,
            List<List<Integer>> unitScores) {}

    /** The state of the scoring without its arrays; {@code snapshots} is their number. */
    record ScoringPart(int snapshots, boolean scored) {}

    static StateFile of(TrainerState state, List<String> workers) {
        Structure structure = state.structure();
        return new StateFile(
                state.position(),
                state.cursors(),
                new StructurePart(
                        structure.version(),
                        structure.network(),
                        structure.model().updates(),
                        structure.model().moments().length,
                        structure.outerMomentum().size(),
                        structure.mask(),
                        structure.originalUnits(),
                        structure.unitScores().stream()
                                .map(arrays -> arrays.stream()
                                        .map(array -> array.length)
                                        .toList())
                                .toList()),
                new ScoringPart(
                        state.scoring().snapshots().size(), state.scoring().scored()),
                state.history(),
                workers);
    }

    /**
     * The state that this and the arrays make; owns the arrays.
     *
     * @param directory of the checkpoint
     * @param scores all unit scores, one array after the other
     */
    TrainerState with(
            Path directory,
            float[] parameters,
            float[][] moments,
            List<float[]> outerMomenta,
            double[] scores,
            List<float[]> snapshots) {
        Structure whole = new Structure(
                structure.version(),
                new ModelState(structure.network(), parameters, moments, structure.updates()),
                outerMomenta,
                structure.mask(),
                structure.originalUnits(),
                cut(scores));
        return new TrainerState(
                position,
                cursors,
                whole,
                new Scoring(snapshots, scoring.scored()),
                history,
                new WorkerFiles(directory.toString(), workers));
    }

    private List<List<double[]>> cut(double[] scores) {
        List<List<double[]>> all = new ArrayList<>();
        int start = 0;
        for (List<Integer> lengths : structure.unitScores()) {
            List<double[]> arrays = new ArrayList<>();
            for (int length : lengths) {
                arrays.add(Arrays.copyOfRange(scores, start, start + length));
                start += length;
            }
            all.add(List.copyOf(arrays));
        }
        return all;
    }
}
