package io.espalier.trainer;

import io.espalier.constraint.KeptUnits;
import io.espalier.run.RunRecord.PhaseRecord;
import java.util.List;
import java.util.Map;

/**
 * The whole state of a run between two rounds: what a checkpoint holds and a resumed run starts from.
 *
 * <p>Immutable; owns its arrays.
 *
 * @param round last round done; 0 at the start
 * @param phase index of the current phase in the plan
 * @param epochs done, as the timetable counts them
 * @param steps done by each worker
 * @param evaluations done of the planned ones
 * @param structureVersion of masks and sizes
 * @param selectionVersion goes up at every change of the selection
 * @param model stored weights and moments: masked units hold their last values
 * @param mask active units
 * @param originalUnits per group, for each unit of the current network its index in the network before it was constrained
 * @param unitScores unit importance of the last rounds, oldest first, one array a group each
 * @param snapshots weights after the last rounds of the scoring window, oldest first; empty once scored
 * @param scored whether the scores table exists
 * @param cursors per worker
 * @param phases records of the phases that ended
 * @param totals sums over the rounds done
 */
public record TrainerState(
        int round,
        int phase,
        double epochs,
        long steps,
        int evaluations,
        int structureVersion,
        int selectionVersion,
        ModelState model,
        KeptUnits mask,
        Map<String, List<Integer>> originalUnits,
        List<List<double[]>> unitScores,
        List<float[]> snapshots,
        boolean scored,
        List<Cursor> cursors,
        List<PhaseRecord> phases,
        Totals totals) {

    /** Sums over the rounds done; seconds by cause key. */
    public record Totals(long examples, long bytesUp, long bytesDown, long flops, Map<String, Double> seconds) {}
}
