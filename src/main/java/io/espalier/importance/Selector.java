package io.espalier.importance;

import io.espalier.importance.OrderStatistics.Place;
import io.espalier.importance.Ranking.ByHash;
import io.espalier.importance.Ranking.ByPriority;
import io.espalier.importance.Ranking.HighestFirst;
import io.espalier.importance.Ranking.LowestFirst;
import io.espalier.importance.SelectionRule.Every;
import io.espalier.importance.SelectionRule.WithRandom;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * How the kept examples are chosen. Every choice depends on (id, label, score, seed, count) only; ties go by hash of the id.
 *
 * <p>Cards: docs/methods.
 */
public sealed interface Selector {
    /** Examples, wherever they are, ready for selections of any size. */
    default SelectionOrder order(OrderStatistics examples) {
        return new SelectionOrder(this, examples);
    }

    /**
     * Chooses among examples that may be anywhere.
     *
     * @param count number of kept examples, from 1 to all
     * @throws IllegalArgumentException for another count, and for one that this selector can't give. The message is fit for the person
     *     who asked for it
     */
    default Choice choose(OrderStatistics examples, int count) {
        requireInRange(examples.size(), count);
        Allotment allotment = allot(examples, count);
        return new Choice(count == examples.size() ? new Every() : KeptFirst.of(allotment, examples), allotment);
    }

    /** How many examples of which parts are kept; {@code count} in all, from 1 to all. */
    Allotment allot(OrderStatistics examples, int count);

    /**
     * Refuses a final number of kept examples that this selector can't give in the sense of its method. The message is fit for the
     * person who asked for it.
     *
     * @param perClass number of training examples of each class
     * @param count kept examples
     */
    default void requirePossible(List<Long> perClass, long count) {
        requireInRange(perClass.stream().mapToLong(Long::longValue).sum(), count);
    }

    /** Whether the choice depends on classes. */
    default boolean usesLabels() {
        return false;
    }

    /** Whether the choice depends on scores. */
    default boolean usesScores() {
        return true;
    }

    /**
     * By what the choices of several scoring methods are compared: by this selector; by the most important examples where this one does
     * not look at scores, or can't choose by every method.
     */
    default Selector comparing() {
        return usesScores() ? this : new Top();
    }

    /**
     * What a person should know before keeping so few, one line.
     *
     * @param kept fraction of the training examples, in (0, 1]
     */
    default Optional<String> caution(BigDecimal kept) {
        return Optional.empty();
    }

    private static void requireInRange(long all, long count) {
        if (count < 1 || count > all) {
            throw new IllegalArgumentException("Examples kept must be in [1, " + all + "]: " + count);
        }
    }

    /** Uniformly random: the smallest hashes. The baseline that every other selector must beat. */
    record Random() implements Selector {
        @Override
        public Allotment allot(OrderStatistics examples, int count) {
            return Allotment.ofAll(examples, new ByHash(), count);
        }

        @Override
        public boolean usesScores() {
            return false;
        }
    }

    /**
     * The highest scores, equal ones by hash. With EL2N it keeps accuracy down to about half of the examples (Paul 2021, <a
     * href="https://arxiv.org/abs/2107.07075">arXiv:2107.07075</a>); below about 30 % it is worse than random (Zheng 2023, see {@link
     * Ccs}).
     */
    record Top() implements Selector {
        @Override
        public Allotment allot(OrderStatistics examples, int count) {
            return Allotment.ofAll(examples, new HighestFirst(), count);
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

    /**
     * The lowest scores, equal ones by hash: the easiest examples. With little data they teach more than the hardest (Sorscher 2022,
     * "Beyond neural scaling laws", <a href="https://arxiv.org/abs/2206.14486">arXiv:2206.14486</a>); with much they teach nothing new.
     */
    record Bottom() implements Selector {
        @Override
        public Allotment allot(OrderStatistics examples, int count) {
            return Allotment.ofAll(examples, new LowestFirst(), count);
        }

        @Override
        public Optional<String> caution(BigDecimal kept) {
            return Optional.of("bottom keeps only easy examples, and may leave out classes: compare with random");
        }
    }

    /** The same number of every class, from the smallest class up (a class that is too small passes its rest on); random inside a class. */
    record ClassBalanced() implements Selector {
        @Override
        public Allotment allot(OrderStatistics examples, int count) {
            Parts classes = new Parts.Classes(examples.classes());
            List<Integer> sizes = examples.sizes(classes);
            return new Allotment(classes, new ByHash(), sizes, Shares.equally(sizes, count));
        }

        @Override
        public boolean usesLabels() {
            return true;
        }

        @Override
        public boolean usesScores() {
            return false;
        }
    }

    /**
     * Priority sampling (Duffield, Lund and Thorup 2007, "Priority sampling for estimation of arbitrary subset sums", <a
     * href="https://arxiv.org/abs/cs/0509026">arXiv:cs/0509026</a>): important examples are likelier to be kept, and weights make up
     * for it.
     *
     * <p>Each example has the priority w / u, where w is its score and u its hash as a number in (0, 1]. The highest priorities are kept,
     * each with the weight max(1, tau / w), where tau is the highest that is not. So the number is exact, and the expectation over seeds
     * of any sum over the kept examples, each times its weight, is the sum over all.
     *
     * <p>Difference from the paper: scores below 10 % of their mean count as that, so that no weight is unbounded and no example is
     * never kept.
     */
    record Weighted() implements Selector {
        private static final double LEAST_OF_MEAN = 0.1;

        @Override
        public Allotment allot(OrderStatistics examples, int count) {
            double mean = examples.meanScore();
            if (!(mean > 0)) {
                throw new IllegalArgumentException("weighted needs importance with a mean above 0: " + mean);
            }
            // A tenth of the least double is 0, and 0 / 0 no weight.
            double least = Math.max(Double.MIN_VALUE, LEAST_OF_MEAN * mean);
            return Allotment.ofAll(examples, new ByPriority(least), count);
        }

        @Override
        public Selector comparing() {
            return new Top();
        }
    }

    /**
     * A fraction of the kept examples at random among those that another selector leaves out: those with the lowest hashes of {@link
     * Draw#MIXTURE}, so that each of them is as likely to come in, whatever part or tie it was left out of.
     *
     * @param chosen selects the others, by score or class; neither weighted, whose weights would not fit, nor a mixture
     * @param randomFraction of the kept examples, rounded down, in [0, 1)
     */
    record Mixture(Selector chosen, BigDecimal randomFraction) implements Selector {
        public Mixture {
            if (randomFraction.signum() < 0 || randomFraction.compareTo(BigDecimal.ONE) >= 0) {
                throw new IllegalArgumentException(
                        "Fraction of kept examples at random must be in [0, 1): " + randomFraction.toPlainString());
            }
            if (chosen instanceof Weighted || chosen instanceof Mixture) {
                throw new IllegalArgumentException(
                        "A mixture with random examples can't be made of weighted or another mixture");
            }
        }

        @Override
        public Choice choose(OrderStatistics examples, int count) {
            requireInRange(examples.size(), count);
            Choice first = chosen.choose(examples, chosenOf(count));
            int random = count - chosenOf(count);
            if (random == 0 || count == examples.size()) {
                return new Choice(random == 0 ? first.rule() : new Every(), first.allotment());
            }
            RankKey last = examples.at(
                            new Grouping.Outside(first.rule()),
                            new ByHash(Draw.MIXTURE),
                            List.of(new Place(0, random - 1)))
                    .get(0);
            return new Choice(new WithRandom(first.rule(), last.hash()), first.allotment());
        }

        @Override
        public Allotment allot(OrderStatistics examples, int count) {
            return chosen.allot(examples, chosenOf(count));
        }

        @Override
        public void requirePossible(List<Long> perClass, long count) {
            Selector.super.requirePossible(perClass, count);
            chosen.requirePossible(perClass, chosenOf(count));
        }

        @Override
        public boolean usesLabels() {
            return chosen.usesLabels();
        }

        @Override
        public boolean usesScores() {
            return chosen.usesScores();
        }

        private int chosenOf(int count) {
            return Math.toIntExact(chosenOf((long) count));
        }

        private long chosenOf(long count) {
            return count - randomFraction.multiply(BigDecimal.valueOf(count)).longValue();
        }
    }

    /**
     * Coverage-centric selection (Zheng, Liu, Lai and Prakash 2023, "Coverage-centric Coreset Selection for High Pruning Rates", <a
     * href="https://arxiv.org/abs/2210.15809">arXiv:2210.15809</a>).
     *
     * <p>Each class gets a budget in proportion to its size (largest remainder, at least 1). Its hardest floor(beta n) examples are
     * dropped, of equal scores those with the highest hashes of {@link Draw#HARDEST_DROPPED}. The score range of the rest is cut into
     * min(50, max(1, n/20)) strata of equal width; an edge belongs to the stratum above. The budget is shared equally among strata, from the smallest up; inside a stratum the choice is random.
     *
     * <p>Differences from the paper: strata are cut inside each class, so that classes keep their proportions; small classes have fewer
     * strata. While a schedule keeps more examples than the strata hold, dropped examples come back, the easiest first.
     *
     * @param hardestDropped beta, fraction of each class, in [0, 1)
     */
    record Ccs(BigDecimal hardestDropped) implements Selector {
        public Ccs {
            if (hardestDropped.signum() < 0 || hardestDropped.compareTo(BigDecimal.ONE) >= 0) {
                throw new IllegalArgumentException(
                        "Fraction of hardest examples dropped must be in [0, 1): " + hardestDropped.toPlainString());
            }
        }

        @Override
        public Allotment allot(OrderStatistics examples, int count) {
            return CoverageAllotment.of(examples, this, count);
        }

        @Override
        public void requirePossible(List<Long> perClass, long count) {
            Selector.super.requirePossible(perClass, count);
            requireOneOfEach(perClass.stream().filter(size -> size > 0).count(), count);
            long inStrata =
                    perClass.stream().mapToLong(size -> size - dropped(size)).sum();
            if (count > inStrata) {
                throw new IllegalArgumentException("ccs keeps at most " + inStrata + " examples when the hardest "
                        + hardestDropped.toPlainString() + " of each class are dropped: " + count);
            }
        }

        @Override
        public boolean usesLabels() {
            return true;
        }

        /** floor(beta n), in decimal. */
        long dropped(long size) {
            return hardestDropped.multiply(BigDecimal.valueOf(size)).longValue();
        }

        static void requireOneOfEach(long classes, long count) {
            if (count < classes) {
                throw new IllegalArgumentException(
                        "ccs keeps at least 1 example of each of " + classes + " classes: " + count);
            }
        }
    }
}
