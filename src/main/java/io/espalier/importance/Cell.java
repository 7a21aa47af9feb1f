package io.espalier.importance;

import java.io.Serializable;

/**
 * Examples of one class with a score in a range and hashes up to thresholds.
 *
 * @param label class index, or {@link #ANY_LABEL}
 * @param lowest score, inclusive
 * @param highest score, inclusive
 * @param highestHash hash of (id, selection seed), inclusive, compared as unsigned
 * @param highestOfCut hash of {@link Draw#HARDEST_DROPPED}, inclusive, compared as unsigned
 */
public record Cell(int label, double lowest, double highest, long highestHash, long highestOfCut)
        implements Serializable {
    /** Stands for every class. */
    public static final int ANY_LABEL = -1;

    /** Highest hash, compared as unsigned: a cell with it holds every example of its range. */
    public static final long EVERY_HASH = -1L;

    /** Examples none of which are dropped for their scores. */
    public Cell(int label, double lowest, double highest, long highestHash) {
        this(label, lowest, highest, highestHash, EVERY_HASH);
    }

    static Cell ofAnyLabel(double lowest, double highest, long highestHash) {
        return new Cell(ANY_LABEL, lowest, highest, highestHash);
    }

    boolean startsAtOrBelow(int exampleLabel, double score) {
        return label < exampleLabel || label == exampleLabel && lowest <= score;
    }

    boolean holds(int exampleLabel, double score, long hash) {
        return label == exampleLabel
                && score >= lowest
                && score <= highest
                && Long.compareUnsigned(hash, highestHash) <= 0
                && (highestOfCut == EVERY_HASH
                        || Long.compareUnsigned(Draw.HARDEST_DROPPED.of(hash), highestOfCut) <= 0);
    }
}
