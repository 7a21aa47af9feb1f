package io.espalier.trainer;

import java.io.Serializable;

/**
 * Where a logical worker stands in its shard.
 *
 * @param epoch pass over the shard, from 0
 * @param position in the pass's order, in [0, rows of the shard]
 */
public record Cursor(int epoch, int position) implements Serializable {
    /** Before the first row. */
    public static final Cursor START = new Cursor(0, 0);

    public Cursor {
        if (epoch < 0 || position < 0) {
            throw new IllegalArgumentException(
                    "Cursor must not be negative: epoch " + epoch + ", position " + position);
        }
    }
}
