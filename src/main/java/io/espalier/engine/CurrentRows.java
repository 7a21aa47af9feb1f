package io.espalier.engine;

import io.espalier.trainer.Batch;
import org.jspecify.annotations.Nullable;

/** The rows of a batch that go through a program now, as far as operations ask for more than their values. */
final class CurrentRows {
    private @Nullable Batch batch;
    private int first;
    private int count;
    private boolean drops;
    private long draw;

    /** Sets which rows, and whether and by which draw dropout works. */
    void set(Batch newBatch, int firstRow, int rowCount, boolean dropsValues, long newDraw) {
        batch = newBatch;
        first = firstRow;
        count = rowCount;
        drops = dropsValues;
        draw = newDraw;
    }

    /** The batch that the rows are a part of. */
    Batch batch() {
        if (batch == null) {
            throw new IllegalStateException("No rows were set");
        }
        return batch;
    }

    /** Index in the batch of the first row. */
    int first() {
        return first;
    }

    /** Number of rows. */
    int count() {
        return count;
    }

    /** Whether dropout sets values to zero. */
    boolean drops() {
        return drops;
    }

    /** Seed of the draws of the step. */
    long draw() {
        return draw;
    }

    /** Part of the batch that these rows are, in (0, 1]. */
    double fraction() {
        return (double) count / batch().rows();
    }
}
