package io.espalier.spark.task;

import java.io.Serializable;

/** Ids, labels and scores of a shard's rows, in its order. Travels; owns its arrays. */
public final class ScoredShard implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] ids;
    private final int[] labels;
    private final double[] scores;

    ScoredShard(long[] ids, int[] labels, double[] scores) {
        this.ids = ids;
        this.labels = labels;
        this.scores = scores;
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

    /** Scores; not to be written. */
    public double[] scores() {
        return scores;
    }
}
