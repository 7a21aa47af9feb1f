package io.espalier.spark.task;

import io.espalier.Hashing;
import io.espalier.importance.ExampleRows;
import io.espalier.trainer.Shard;
import java.io.Serializable;

/** Ids, labels and scores of a shard's rows, in its order. Travels; owns its arrays. */
public final class ScoredShard implements Serializable {
    private static final long serialVersionUID = 2L;

    private final long[] ids;
    private final int[] labels;
    private final double[][] scores;

    /** Scores by some methods: one array each. */
    ScoredShard(long[] ids, int[] labels, double[]... scores) {
        this.ids = ids;
        this.labels = labels;
        this.scores = scores;
    }

    /** Ids and labels of a shard with its scores by some methods. */
    static ScoredShard of(Shard shard, double[]... scores) {
        long[] ids = new long[shard.rows()];
        int[] labels = new int[shard.rows()];
        for (int row = 0; row < ids.length; row++) {
            ids[row] = shard.id(row);
            labels[row] = shard.label(row);
        }
        return new ScoredShard(ids, labels, scores);
    }

    /** Number of rows. */
    public int rows() {
        return ids.length;
    }

    /** Example ids; not to be written. */
    public long[] ids() {
        return ids;
    }

    /** Class indices; not to be written. */
    public int[] labels() {
        return labels;
    }

    /** Scores by one of the methods; not to be written. */
    public double[] scores(int method) {
        return scores[method];
    }

    /**
     * The rows as examples, by the first method.
     *
     * @param seed under which ids are hashed
     */
    ExampleRows over(long seed) {
        return visitor -> {
            for (int row = 0; row < ids.length; row++) {
                visitor.example(labels[row], scores[0][row], Hashing.hash(ids[row], seed));
            }
        };
    }

    /** The score of a row by the first method. */
    double score(int row) {
        return scores[0][row];
    }
}
