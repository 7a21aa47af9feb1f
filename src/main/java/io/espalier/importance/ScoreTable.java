package io.espalier.importance;

/**
 * The importance of every training example, by one method.
 *
 * <p>Row {@code i} of the arrays is one example; rows ascend by (hash of id and training seed, id), the order in which shards are cut.
 * Owns its arrays: they are not copied, nobody may change them.
 */
public final class ScoreTable {
    private final long[] ids;
    private final int[] labels;
    private final double[] scores;

    /**
     * A table over the given arrays, which it owns from now on.
     *
     * @param ids distinct example ids
     * @param labels class indices from 0
     * @param scores higher = more important; finite
     */
    public ScoreTable(long[] ids, int[] labels, double[] scores) {
        if (ids.length != labels.length || ids.length != scores.length) {
            throw new IllegalArgumentException(
                    "Columns differ in length: " + ids.length + " ids, " + labels.length + " labels, " + scores.length + " scores");
        }
        this.ids = ids;
        this.labels = labels;
        this.scores = scores;
    }

    /** Number of examples. */
    public int size() {
        return ids.length;
    }

    /** Id of the example in a row. */
    public long id(int row) {
        return ids[row];
    }

    /** Class index of the example in a row. */
    public int label(int row) {
        return labels[row];
    }

    /** Score of the example in a row. */
    public double score(int row) {
        return scores[row];
    }
}
