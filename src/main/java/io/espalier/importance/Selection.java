package io.espalier.importance;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * The kept examples, as a rule small enough to travel: an example is kept when one of the cells holds it.
 *
 * <p>Every selector ends in such cells: a stratum with its hash threshold (random inside the stratum), or a range of scores and a tie
 * at its lower end (top).
 *
 * @param version of the selection; goes up at every change
 * @param count number of kept examples
 * @param cells kept in ascending order of (label, lowest); the score ranges of one label don't overlap, and {@link Cell#ANY_LABEL} does
 *     not stand beside classes; a list without cells keeps every example (see {@link #all})
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
                    && Long.compareUnsigned(hash, highestHash) <= 0;
        }
    }

    public Selection {
        cells = cells.stream()
                .sorted(Comparator.comparingInt(Cell::label).thenComparingDouble(Cell::lowest))
                .toList();
        for (int i = 1; i < cells.size(); i++) {
            Cell before = cells.get(i - 1);
            Cell cell = cells.get(i);
            boolean overlap = before.label() == cell.label() && before.highest() >= cell.lowest();
            if (overlap || before.label() == Cell.ANY_LABEL && cell.label() != Cell.ANY_LABEL) {
                throw new IllegalArgumentException("Cells must not overlap: " + before + ", " + cell);
            }
        }
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
     * Whether an example is kept. O(log cells): there may be 50 cells a class, and every row of every shard is asked.
     *
     * @param label its class index
     * @param score its importance
     * @param hash {@code Hashing.hash(id, seed)} with the seed of the selection
     */
    public boolean keeps(int label, double score, long hash) {
        if (cells.isEmpty()) {
            return true;
        }
        int wanted = cells.get(0).label() == Cell.ANY_LABEL ? Cell.ANY_LABEL : label;
        int low = 0;
        int high = cells.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cells.get(middle).startsAtOrBelow(wanted, score)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        // Ranges don't overlap: only the last cell that starts at or below the score can hold it.
        return low > 0 && cells.get(low - 1).holds(wanted, score, hash);
    }
}
