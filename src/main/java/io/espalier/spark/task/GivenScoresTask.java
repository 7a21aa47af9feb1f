package io.espalier.spark.task;

import io.espalier.data.Scaler;
import io.espalier.importance.ScoreMethod;
import io.espalier.trainer.Shard;
import org.apache.spark.broadcast.Broadcast;

/** The scores of a shard's rows that came from a table, as that table has them. */
public final class GivenScoresTask extends ShardTask<ScoredShard> {
    private static final long serialVersionUID = 2L;

    private final ScoreMethod method;
    private final Broadcast<double[]> importance;
    private final int[] firstRow;

    /**
     * A task for the importance by one method.
     *
     * @param importance of all training examples in hash order, of which each worker's shard is a piece
     * @param rows of each worker's shard, in order
     */
    public GivenScoresTask(
            TaskSettings settings, Scaler scaler, ScoreMethod method, Broadcast<double[]> importance, int[] rows) {
        super(settings, scaler);
        this.method = method;
        this.importance = importance;
        this.firstRow = new int[rows.length];
        for (int worker = 1; worker < rows.length; worker++) {
            firstRow[worker] = firstRow[worker - 1] + rows[worker - 1];
        }
    }

    @Override
    Outcome<ScoredShard> compute(ExecutorNode node, Slice slice, Shard shard) {
        double[] scores = new double[shard.rows()];
        for (int row = 0; row < scores.length; row++) {
            // Twice the opposite is the score itself.
            scores[row] = method.importance(importance.value()[firstRow[slice.index()] + row]);
        }
        return Outcome.done(ScoredShard.of(shard, scores));
    }
}
