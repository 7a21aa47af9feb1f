package io.espalier.spark.task;

import io.espalier.trainer.SelectedRows.RowScores;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;

/**
 * The scores of the training examples as tasks see them: one broadcast array in hash order, of which each worker's shard is a
 * contiguous piece. Empty before examples are scored.
 */
public final class KnownScores implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<Broadcast<double[]>> scores;
    private final int[] firstRow;

    private KnownScores(List<Broadcast<double[]>> scores, int[] firstRow) {
        this.scores = scores;
        this.firstRow = firstRow;
    }

    /** Before examples are scored. */
    public static KnownScores none() {
        return new KnownScores(List.of(), new int[0]);
    }

    /**
     * Scores in hash order.
     *
     * @param rows of each worker's shard, in order
     */
    public static KnownScores of(Broadcast<double[]> scores, int[] rows) {
        int[] firstRow = new int[rows.length];
        for (int worker = 1; worker < rows.length; worker++) {
            firstRow[worker] = firstRow[worker - 1] + rows[worker - 1];
        }
        return new KnownScores(List.of(scores), firstRow);
    }

    /** The broadcast, to be destroyed by the driver. */
    public Optional<Broadcast<double[]>> broadcast() {
        return scores.stream().findFirst();
    }

    /** Scores of the rows of one worker's shard. */
    RowScores of(int worker) {
        if (scores.isEmpty()) {
            return RowScores.NONE;
        }
        double[] all = scores.get(0).value();
        int first = firstRow[worker];
        return row -> all[first + row];
    }
}
