package io.espalier.benchmark;

import io.espalier.run.SelectionMethod;
import io.espalier.run.SelectionPlan;
import java.math.BigDecimal;

/**
 * What the selection benchmark does.
 *
 * @param rows of the made-up table of scores
 * @param keep fraction of them, in (0, 1)
 * @param pairs times that each way selects, one after the other
 * @param master of Spark
 * @param seed of table and selection
 * @param heapMegabytes heap of a process that selects
 */
public record SelectSettings(long rows, BigDecimal keep, int pairs, String master, long seed, int heapMegabytes) {
    /** Spark refuses to start with less than 450 MB, and counts without the part that a collector keeps free. */
    private static final int LEAST_HEAP = 500;

    public SelectSettings {
        if (rows < 1 || rows > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Rows must be in [1, " + Integer.MAX_VALUE + "]: " + rows);
        }
        if (pairs < 1) {
            throw new IllegalArgumentException("Pairs must be at least 1: " + pairs);
        }
        if (heapMegabytes < LEAST_HEAP) {
            throw new IllegalArgumentException("Heap must be at least " + LEAST_HEAP + " MB: " + heapMegabytes);
        }
        var unused = plan(keep, seed);
    }

    /** The highest scores: what a query can say, too. */
    SelectionPlan plan() {
        return plan(keep, seed);
    }

    private static SelectionPlan plan(BigDecimal keep, long seed) {
        return new SelectionPlan(SelectionMethod.TOP, BigDecimal.ZERO, BigDecimal.ZERO, keep, seed);
    }
}
