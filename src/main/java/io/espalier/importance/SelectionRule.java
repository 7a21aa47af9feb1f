package io.espalier.importance;

import io.espalier.importance.Ranking.ByPriority;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** Which examples are kept, and with which weight: a few thresholds, small enough to travel. */
public sealed interface SelectionRule extends Serializable {
    /**
     * Whether an example is kept.
     *
     * @param label its class index
     * @param score its importance
     * @param hash {@code Hashing.hash(id, seed)} with the seed of the selection
     */
    boolean keeps(int label, double score, long hash);

    /** Weight of a kept example in the loss, at least 1. */
    default double weight(int label, double score, long hash) {
        return 1;
    }

    /** Whether {@link #keeps} looks at the label. */
    default boolean usesLabels() {
        return false;
    }

    /**
     * The score up to which, or from which on, examples are kept; of those that have it, the first by hash. Empty where no single score
     * parts kept from left-out examples.
     */
    default OptionalDouble cut() {
        return OptionalDouble.empty();
    }

    /** Keeps every example. */
    record Every() implements SelectionRule {
        @Override
        public boolean keeps(int label, double score, long hash) {
            return true;
        }
    }

    /**
     * Keeps what one of some cells holds: a stratum with its hash threshold, or a range of scores and a tie at its end.
     *
     * @param cells kept in ascending order of (label, lowest); the score ranges of one label don't overlap, and {@link Cell#ANY_LABEL}
     *     does not stand beside classes
     */
    record Cells(List<Cell> cells) implements SelectionRule {
        public Cells {
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

        /** O(log cells): there may be 50 cells a class, and every row of every shard is asked. */
        @Override
        public boolean keeps(int label, double score, long hash) {
            int wanted = usesLabels() ? label : Cell.ANY_LABEL;
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

        @Override
        public boolean usesLabels() {
            return !cells.isEmpty() && cells.get(0).label() != Cell.ANY_LABEL;
        }

        /** Cells of all classes are one range of scores, open at one end. */
        @Override
        public OptionalDouble cut() {
            return usesLabels()
                    ? OptionalDouble.empty()
                    : DoubleStream.concat(
                                    cells.stream().limit(1).mapToDouble(Cell::lowest),
                                    cells.stream()
                                            .skip(Math.max(0, cells.size() - 1L))
                                            .mapToDouble(Cell::highest))
                            .filter(Double::isFinite)
                            .findFirst();
        }
    }

    /**
     * Keeps the highest priorities, with the weights that make sums over the kept examples unbiased: max(1, tau / score), where tau is
     * the highest priority that is not kept.
     *
     * @param lowest priority that is kept
     * @param highestHash of those with this priority, unsigned
     * @param next tau
     */
    record Priority(ByPriority ranking, double lowest, long highestHash, double next) implements SelectionRule {
        @Override
        public boolean keeps(int label, double score, long hash) {
            double priority = ranking.priority(score, hash);
            return priority > lowest || priority == lowest && Long.compareUnsigned(hash, highestHash) <= 0;
        }

        @Override
        public double weight(int label, double score, long hash) {
            return Math.max(1, next / Math.max(score, ranking.least()));
        }
    }

    /**
     * Keeps what a rule keeps and, of the others, those with the lowest hashes of {@link Draw#MIXTURE}.
     *
     * @param highestHash of that draw among the others that are kept, unsigned
     */
    record WithRandom(SelectionRule rule, long highestHash) implements SelectionRule {
        @Override
        public boolean keeps(int label, double score, long hash) {
            return rule.keeps(label, score, hash) || draws(hash);
        }

        /** Whether an example is kept whatever its label and score. */
        boolean draws(long hash) {
            return Long.compareUnsigned(Draw.MIXTURE.of(hash), highestHash) <= 0;
        }

        @Override
        public boolean usesLabels() {
            return rule.usesLabels();
        }
    }
}
