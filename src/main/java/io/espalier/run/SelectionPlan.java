package io.espalier.run;

import static io.espalier.Words.plain;
import static io.espalier.run.Rule.require;

import io.espalier.constraint.UnitCounts;
import io.espalier.importance.Selection;
import io.espalier.importance.Selector;
import java.math.BigDecimal;

/**
 * How many examples of a table of scores are kept, and which.
 *
 * @param hardestDropped fraction of hardest examples of each class that ccs drops first, in [0, 1)
 * @param randomFraction fraction of the kept examples that are chosen at random among those that the method leaves out, in [0, 1)
 * @param keep fraction of all examples, in (0, 1)
 * @param seed of the selection, as {@code importance.seed} in a job
 */
public record SelectionPlan(
        SelectionMethod method, BigDecimal hardestDropped, BigDecimal randomFraction, BigDecimal keep, long seed) {
    /** More decimals than anybody means; products of numbers with millions of them would fill the memory. */
    private static final int MOST_DECIMALS = 40;

    public SelectionPlan {
        requireFraction("hardest-dropped", hardestDropped);
        requireFraction("random-fraction", randomFraction);
        require(
                Math.abs(keep.scale()) <= MOST_DECIMALS && keep.signum() > 0 && keep.compareTo(BigDecimal.ONE) < 0,
                "keep must be in (0, 1): " + keep);
        require(
                method == SelectionMethod.CCS || hardestDropped.signum() == 0,
                "hardest-dropped is for the selection ccs only");
        require(
                method != SelectionMethod.WEIGHTED || randomFraction.signum() == 0,
                "random-fraction must be 0 with the selection weighted, whose weights would not fit: "
                        + plain(randomFraction));
        BigDecimal most = BigDecimal.ONE.subtract(hardestDropped);
        require(keep.compareTo(most) <= 0, "keep must be at most 1 - hardest-dropped = " + plain(most) + ": " + keep);
    }

    private static void requireFraction(String name, BigDecimal fraction) {
        require(
                Math.abs(fraction.scale()) <= MOST_DECIMALS
                        && fraction.signum() >= 0
                        && fraction.compareTo(BigDecimal.ONE) < 0,
                name + " must be in [0, 1): " + fraction);
    }

    /** Number of examples kept of some: max(1, floor(n keep)), in decimal. */
    public long count(long examples) {
        return UnitCounts.target(examples, keep);
    }

    /** The selector that these settings name. */
    public Selector selector() {
        return method.selector(hardestDropped, randomFraction);
    }

    /** The seed under which a selection hashes ids. */
    public long hashSeed() {
        return Selection.hashSeed(seed);
    }
}
