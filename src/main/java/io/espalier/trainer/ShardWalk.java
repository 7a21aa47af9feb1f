package io.espalier.trainer;

/**
 * Gives a logical worker its batches: walks the whole permutation of the shard with a cursor and passes over rows that the epoch does not
 * present.
 *
 * <p>No presented row is skipped or repeated in an epoch, none is duplicated to fill a batch: an epoch's last batch is short. A last
 * batch of one example joins the batch before it, because batch statistics of one example are undefined. Not thread-safe.
 */
final class ShardWalk {
    private final Shard shard;
    private final EpochRows epochRows;
    private final ShardOrder order;
    private final int batchRows;
    private final int[] rows;
    private int epoch;
    private int position;

    /**
     * A walk that goes on where a cursor stands.
     *
     * @param batchRows examples of a step
     * @throws IllegalArgumentException if the cursor lies behind the shard's end: it belongs to other data
     */
    ShardWalk(Shard shard, EpochRows epochRows, ShardOrder order, Cursor cursor, int batchRows) {
        if (cursor.position() > shard.rows()) {
            throw new IllegalArgumentException("Position must be in [0, " + shard.rows() + "]: " + cursor.position());
        }
        this.shard = shard;
        this.epochRows = epochRows;
        this.order = order;
        this.batchRows = batchRows;
        this.rows = new int[batchRows + 1];
        this.epoch = cursor.epoch();
        this.position = cursor.position();
    }

    /** Rows that a batch of {@link #next} may hold. */
    static int capacity(int batchRows) {
        return batchRows + 1;
    }

    /** Fills the batch with the next rows; at least one, because a shard without a selected row makes no step. */
    void next(Batch batch) {
        if (!epochRows.any()) {
            throw new IllegalStateException("A shard without a selected row makes no step");
        }
        int count = 0;
        while (count == 0) {
            passOver();
            if (position == shard.rows()) {
                epoch++;
                position = 0;
                epochRows.begin(epoch);
                continue;
            }
            count = fill(count);
        }
        shard.read(rows, count, batch);
    }

    private int fill(int from) {
        int count = from;
        while (count < batchRows && position < shard.rows()) {
            rows[count++] = order.row(epoch, position++);
            passOver();
        }
        if (count == batchRows && position < shard.rows()) {
            int lonely = position++;
            passOver();
            if (position == shard.rows()) {
                rows[count++] = order.row(epoch, lonely);
            } else {
                position = lonely;
            }
        }
        return count;
    }

    private void passOver() {
        while (position < shard.rows() && !epochRows.presents(order.row(epoch, position))) {
            position++;
        }
    }

    /** Rows of the shard in the last batch, in its order: the first ones, as many as it has; not to be written. */
    int[] rows() {
        return rows;
    }

    Cursor cursor() {
        return new Cursor(epoch, position);
    }
}
