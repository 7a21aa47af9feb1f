package io.espalier.importance;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * How the kept examples are chosen. Every choice depends on (id, label, score, seed, count) only; ties go by hash of the id.
 *
 * <p>Cards: docs/methods.
 */
public sealed interface Selector {
    /**
     * Sorts a table once, so that selections of any size are cheap.
     *
     * @param classes number of classes; labels are below
     * @param seed under which ids are hashed, here and by whoever applies the selection. Not one by which examples were ordered or
     *     split before (shards, test part): the selection would then follow that order
     * @throws IllegalArgumentException for a label out of range, and for an id in two rows
     */
    SelectionOrder order(ScoreTable table, int classes, long seed);

    /**
     * Refuses a final number of kept examples that this selector can't give in the sense of its method. The message is fit for the
     * person who asked for it.
     *
     * @param perClass number of training examples of each class
     * @param count kept examples
     */
    default void requirePossible(List<Long> perClass, long count) {
        long all = perClass.stream().mapToLong(Long::longValue).sum();
        if (count < 1 || count > all) {
            throw new IllegalArgumentException("Examples kept must be in [1, " + all + "]: " + count);
        }
    }

    /**
     * What a person should know before keeping so few, one line.
     *
     * @param kept fraction of the training examples, in (0, 1]
     */
    default Optional<String> caution(BigDecimal kept) {
        return Optional.empty();
    }

    /** Uniformly random: the smallest hashes. The baseline that every other selector must beat. */
    record Random() implements Selector {
        @Override
        public SelectionOrder order(ScoreTable table, int classes, long seed) {
            table.requireLabels(classes);
            return new RandomOrder(table, seed);
        }
    }

    /**
     * The highest scores, equal ones by hash. With EL2N it keeps accuracy down to about half of the examples (Paul 2021, <a
     * href="https://arxiv.org/abs/2107.07075">arXiv:2107.07075</a>); below about 30 % it is worse than random (Zheng 2023, see {@link
     * Ccs}).
     */
    record Top() implements Selector {
        @Override
        public SelectionOrder order(ScoreTable table, int classes, long seed) {
            table.requireLabels(classes);
            return new TopOrder(table, seed);
        }

        @Override
        public Optional<String> caution(BigDecimal kept) {
            return kept.compareTo(new BigDecimal("0.5")) < 0
                    ? Optional.of(
                            "top keeps only hard examples; below 0.5 it may lose quality, below about 0.3 it is worse than random: "
                                    + kept.toPlainString())
                    : Optional.empty();
        }
    }

    /** The same number of every class, from the smallest class up (a class that is too small passes its rest on); random inside a class. */
    record ClassBalanced() implements Selector {
        @Override
        public SelectionOrder order(ScoreTable table, int classes, long seed) {
            return new ClassBalancedOrder(table, classes, seed);
        }
    }

    /**
     * Coverage-centric selection (Zheng, Liu, Lai and Prakash 2023, "Coverage-centric Coreset Selection for High Pruning Rates", <a
     * href="https://arxiv.org/abs/2210.15809">arXiv:2210.15809</a>).
     *
     * <p>Each class gets a budget in proportion to its size (largest remainder, at least 1). Its hardest floor(beta n) examples are
     * dropped. The score range of the rest is cut into min(50, max(1, n/20)) strata of equal width; an edge belongs to the stratum above.
     * The budget is shared equally among strata, from the smallest up; inside a stratum the choice is random.
     *
     * <p>Differences from the paper: strata are cut inside each class, so that classes keep their proportions; small classes have fewer
     * strata. While a schedule keeps more examples than the strata hold, dropped examples come back, the easiest first.
     *
     * @param hardestDropped beta, fraction of each class, in [0, 1)
     */
    record Ccs(BigDecimal hardestDropped) implements Selector {
        private static final int MOST_STRATA = 50;
        private static final int EXAMPLES_PER_STRATUM = 20;

        public Ccs {
            if (hardestDropped.signum() < 0 || hardestDropped.compareTo(BigDecimal.ONE) >= 0) {
                throw new IllegalArgumentException(
                        "Fraction of hardest examples dropped must be in [0, 1): " + hardestDropped.toPlainString());
            }
        }

        @Override
        public SelectionOrder order(ScoreTable table, int classes, long seed) {
            return CcsOrder.of(table, classes, seed, this);
        }

        @Override
        public void requirePossible(List<Long> perClass, long count) {
            Selector.super.requirePossible(perClass, count);
            long present = perClass.stream().filter(size -> size > 0).count();
            if (count < present) {
                throw new IllegalArgumentException(belowFloor(present, count));
            }
            long inStrata =
                    perClass.stream().mapToLong(size -> size - dropped(size)).sum();
            if (count > inStrata) {
                throw new IllegalArgumentException("ccs keeps at most " + inStrata + " examples when the hardest "
                        + hardestDropped.toPlainString() + " of each class are dropped: " + count);
            }
        }

        /** floor(beta n), in decimal. */
        long dropped(long size) {
            return hardestDropped.multiply(BigDecimal.valueOf(size)).longValue();
        }

        static int strata(int size) {
            return Math.min(MOST_STRATA, Math.max(1, size / EXAMPLES_PER_STRATUM));
        }

        static String belowFloor(long classes, long count) {
            return "ccs keeps at least 1 example of each of " + classes + " classes: " + count;
        }
    }
}
