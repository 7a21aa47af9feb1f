package io.espalier.trainer;

import io.espalier.run.TrainingPlan;

/**
 * The heap that scores take in one process of a run that selects by them, or of a scoring, by formula. A lower bound.
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

    private static final long ID_AND_LABEL_BYTES = 12;
    private static final long SCORE_BYTES = 8;
    private static final long SCORED_ROW_BYTES = ID_AND_LABEL_BYTES + SCORE_BYTES;
    /** Where there are no scores. */
    public static final ScoreMemory NONE = new ScoreMemory(0, 0);

    /**
     * On the driver; nothing where a plan selects no examples.
     *
     * @param examples of the training part
     */
    public static ScoreMemory ofDriver(TrainingPlan plan, long examples) {
        return plan.constrains() ? new ScoreMemory(Math.min(examples, GATHERED_ROWS), 2 * SCORED_ROW_BYTES) : NONE;
    }

    /**
     * On an executor; nothing where a plan selects no examples.
     *
     * @param held examples in the shards of the executor
     */
    public static ScoreMemory ofExecutor(TrainingPlan plan, long held) {
        return plan.constrains() ? new ScoreMemory(held, SCORED_ROW_BYTES) : NONE;
    }

    /**
     * On an executor while its tasks score: as many bytes as all methods need, until they are written.
     *
     * @param rows of the shards that are scored at a time
     */
    public static ScoreMemory ofScoring(TrainingPlan plan, long rows) {
        int methods = plan.importance().source().methods().size();
        return new ScoreMemory(rows, ID_AND_LABEL_BYTES + SCORE_BYTES * methods);
    }

    /** Bytes of the heap. */
    public long bytes() {
        return rows * rowBytes;
    }
}
