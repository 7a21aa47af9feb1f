package io.espalier.benchmark;

import io.espalier.run.SelectionPlan;
import io.espalier.run.TrainingPlan.SelectionMethod;
import java.math.BigDecimal;

/**
 * What the selection benchmark does.
 *
 * @param rows of the made-up table of scores
 * @param keep fraction of them, in (0, 1]
 * @param pairs times that each way selects, one after the other
 * @param master of Spark
 * @param seed of table and selection
 */
public record SelectSettings(long rows, BigDecimal keep, int pairs, String master, long seed) {
    public SelectSettings {
        if (rows < 1 || rows > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Rows must be in [1, " + Integer.MAX_VALUE + "]: " + rows);
        }
        if (pairs < 1) {
            throw new IllegalArgumentException("Pairs must be at least 1: " + pairs);
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
