package io.espalier.importance;

import java.io.Serializable;
import java.util.List;

/**
 * The kept examples, as a rule small enough to travel: an example is kept when one of the cells holds it.
 *
 * <p>Every selector ends in such cells: a stratum with its hash threshold (random inside the stratum), or a range of scores and a tie
 * at its lower end (top).
 *
 * @param version of the selection; goes up at every change
 * @param count number of kept examples
 * @param cells disjoint; a list without cells keeps every example (see {@link #all})
 */
public record Selection(int version, int count, List<Cell> cells) implements Serializable {
    /**
     * Examples of one class with a score in a range and a hash up to a threshold.
     *
     * @param label class index, or {@link #ANY_LABEL}
     * @param lowest score, inclusive
     * @param highest score, inclusive
     * @param highestHash hash of (id, selection seed), inclusive, compared as unsigned
     */
    public record Cell(int label, double lowest, double highest, long highestHash) implements Serializable {
        /** Stands for every class. */
        public static final int ANY_LABEL = -1;

        boolean holds(int exampleLabel, double score, long hash) {
            return (label == ANY_LABEL || label == exampleLabel)
                    && score >= lowest
                    && score <= highest
                    && Long.compareUnsigned(hash, highestHash) <= 0;
        }
    }

    public Selection {
        cells = List.copyOf(cells);
    }

    /** Keeps all of {@code count} examples. */
    public static Selection all(int version, int count) {
        return new Selection(version, count, List.of());
    }

    /** Whether every example is kept. */
    public boolean keepsAll() {
        return cells.isEmpty();
    }

    /**
     * Whether an example is kept.
     *
     * @param label its class index
     * @param score its importance
     * @param hash {@code Hashing.hash(id, seed)} with the seed of the selection
     */
    public boolean keeps(int label, double score, long hash) {
        if (cells.isEmpty()) {
            return true;
        }
        for (Cell cell : cells) {
            if (cell.holds(label, score, hash)) {
                return true;
            }
        }
        return false;
    }
}
