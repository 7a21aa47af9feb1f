package io.espalier.trainer;

import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.PhaseKind;

/**
 * The heap that scores take in a run that selects by them, by formula. A lower bound, in bytes for each training example of all workers.
 *
 * <p>A score comes to the driver with its id (8 + 8) and label (4), and is put in the order of the shards by sorted hashes: what came, two
 * arrays of hashes (8 + 8) and the table (20) are there at one time. Scores of a table are looked up by the ids and labels of the shards
 * (12), which have a hash each (8 + 12), and only the values (8) are new. Later the driver has the table, the values that it sent (8) and
 * rows in up to three orders (4 each), which is less. An executor has the values of all workers.
 */
public final class ScoreMemory {
    private static final long SCORED_ROW_BYTES = 20;
    private static final long HASH_BYTES = 8;
    private static final long VALUE_BYTES = 8;
    private static final long ID_AND_LABEL_BYTES = 12;

    private ScoreMemory() {}

    /** Bytes of the driver's heap; 0 where a plan selects no examples. */
    public static long driverRowBytes(TrainingPlan plan) {
        if (!selects(plan)) {
            return 0;
        }
        return plan.importance().scores().isEmpty()
                ? SCORED_ROW_BYTES + 2 * HASH_BYTES + SCORED_ROW_BYTES
                : SCORED_ROW_BYTES + 2 * ID_AND_LABEL_BYTES + HASH_BYTES + VALUE_BYTES;
    }

    /** Bytes of an executor's heap; 0 where a plan selects no examples. */
    public static long executorRowBytes(TrainingPlan plan) {
        return selects(plan) ? VALUE_BYTES : 0;
    }

    private static boolean selects(TrainingPlan plan) {
        return plan.phases().stream().anyMatch(phase -> phase.kind() != PhaseKind.BASELINE);
    }
}
