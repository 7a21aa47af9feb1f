package io.espalier.importance;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
            throw new IllegalArgumentException("Columns differ in length: " + ids.length + " ids, " + labels.length
                    + " labels, " + scores.length + " scores");
        }
        requireFinite(ids, scores);
        this.ids = ids;
        this.labels = labels;
        this.scores = scores;
    }

    private static void requireFinite(long[] ids, double[] scores) {
        int[] rows = IntStream.range(0, scores.length)
                .filter(row -> !Double.isFinite(scores[row]))
                .toArray();
        if (rows.length > 0) {
            String first = IntStream.of(rows)
                    .limit(3)
                    .mapToObj(row -> ids[row] + " (" + scores[row] + ")")
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("Scores must be finite; " + rows.length
                    + (rows.length == 1 ? " is" : " are") + " not, the first of examples " + first);
        }
    }

    /** Throws for a label outside [0, classes). */
    void requireLabels(int classes) {
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "Labels must be in [0, " + classes + "): " + labels[row] + " of example " + ids[row]);
            }
        }
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
