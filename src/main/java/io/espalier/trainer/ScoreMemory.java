package io.espalier.trainer;

import io.espalier.run.PhaseKind;
import io.espalier.run.TrainingPlan;

/**
 * The heap that scores take in one process of a run that selects by them, by formula. A lower bound.
 *
 * <p>An executor holds id (8 bytes), label (4) and importance (8) of the examples in its shards. The driver takes the same of few examples,
 * and puts them into one table; of more than {@link #GATHERED_ROWS} it asks for counts.
 *
 * @param rows examples whose scores are there at one time
 * @param rowBytes of each
 */
public record ScoreMemory(long rows, long rowBytes) {
    /** Examples whose scores the driver holds at most: 10 MB. */
    public static final int GATHERED_ROWS = 1 << 18;

    private static final long SCORED_ROW_BYTES = 20;
    private static final ScoreMemory NONE = new ScoreMemory(0, 0);

    /**
     * On the driver; nothing where a plan selects no examples.
     *
     * @param examples of the training part
     */
    public static ScoreMemory ofDriver(TrainingPlan plan, long examples) {
        return selects(plan) ? new ScoreMemory(Math.min(examples, GATHERED_ROWS), 2 * SCORED_ROW_BYTES) : NONE;
    }

    /**
     * On an executor; nothing where a plan selects no examples.
     *
     * @param held examples in the shards of the executor
     */
    public static ScoreMemory ofExecutor(TrainingPlan plan, long held) {
        return selects(plan) ? new ScoreMemory(held, SCORED_ROW_BYTES) : NONE;
    }

    /** Bytes of the heap. */
    public long bytes() {
        return rows * rowBytes;
    }

    private static boolean selects(TrainingPlan plan) {
        return plan.phases().stream().anyMatch(phase -> phase.kind() != PhaseKind.BASELINE);
    }
}
