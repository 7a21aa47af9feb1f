package io.espalier.trainer;

import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.PhaseKind;

/**
 * The heap that scores take in one process of a run that selects by them, by formula. A lower bound.
 *
 * <p>An executor holds id (8 bytes), label (4) and importance (8) of the examples in its shards. The driver takes the same of few examples,
 * and puts them into one table; of more than {@link #GATHERED_ROWS} it asks for counts. Scores of a table come to the driver with their
 * ids and are looked up by the ids and labels of the shards (12), which have a hash each (8 + 12), and the values (8) go to all executors.
 *
 * @param rows examples whose scores are there at one time
 * @param rowBytes of each
 */
public record ScoreMemory(long rows, long rowBytes) {
    /** Examples whose scores the driver holds at most: 10 MB. */
    public static final int GATHERED_ROWS = 1 << 18;

    private static final long SCORED_ROW_BYTES = 20;
    private static final long HASH_BYTES = 8;
    private static final long VALUE_BYTES = 8;
    private static final long ID_AND_LABEL_BYTES = 12;
    private static final ScoreMemory NONE = new ScoreMemory(0, 0);

    /**
     * On the driver; nothing where a plan selects no examples.
     *
     * @param examples of the training part
     */
    public static ScoreMemory ofDriver(TrainingPlan plan, long examples) {
        if (!selects(plan)) {
            return NONE;
        }
        return plan.importance().scores().isEmpty()
                ? new ScoreMemory(Math.min(examples, GATHERED_ROWS), 2 * SCORED_ROW_BYTES)
                : new ScoreMemory(examples, SCORED_ROW_BYTES + 2 * ID_AND_LABEL_BYTES + HASH_BYTES + VALUE_BYTES);
    }

    /**
     * On an executor; nothing where a plan selects no examples.
     *
     * @param examples of the training part
     * @param held those in the shards of the executor
     */
    public static ScoreMemory ofExecutor(TrainingPlan plan, long examples, long held) {
        if (!selects(plan)) {
            return NONE;
        }
        return plan.importance().scores().isEmpty() || held * SCORED_ROW_BYTES > examples * VALUE_BYTES
                ? new ScoreMemory(held, SCORED_ROW_BYTES)
                : new ScoreMemory(examples, VALUE_BYTES);
    }

    /** Bytes of the heap. */
    public long bytes() {
        return rows * rowBytes;
    }

    private static boolean selects(TrainingPlan plan) {
        return plan.phases().stream().anyMatch(phase -> phase.kind() != PhaseKind.BASELINE);
    }
}
