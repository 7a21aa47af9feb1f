package io.espalier.trainer;

import io.espalier.trainer.Worker.StepSettings;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The batches of one worker's round for a trainer that takes none but full ones: the shard's order with the end of an epoch joined to
 * the beginning of the next one, so that a batch may hold examples of both.
 *
 * <p>No example is skipped, and none is repeated in an epoch. Gives the same batch again and again, filled anew. Not thread-safe.
 */
public final class FullBatches implements Iterator<Batch> {
    private final Shard shard;
    private final ShardOrder order;
    private final Batch batch;
    private final int[] rows;
    private Cursor cursor;
    private int left;

    /** The batches of a round, from the worker's cursor on. */
    public FullBatches(RoundTask task, int worker, Shard shard, StepSettings settings) {
        this.shard = shard;
        this.order = new ShardOrder(shard.rows(), settings.seed(), worker);
        this.batch = new Batch(settings.stepRows(), shard.featureCount());
        this.rows = new int[settings.stepRows()];
        this.cursor = task.cursors().get(worker);
        this.left = task.steps();
    }

    /**
     * Where a worker stands after a number of examples.
     *
     * @param shardRows rows of its shard, at least 1
     */
    public static Cursor after(Cursor start, long examples, int shardRows) {
        long position = start.position() + examples;
        return new Cursor(Math.toIntExact(start.epoch() + position / shardRows), (int) (position % shardRows));
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public Batch next() {
        if (left == 0) {
            throw new NoSuchElementException("The round has no more steps");
        }
        for (int i = 0; i < rows.length; i++) {
            Cursor at = after(cursor, i, shard.rows());
            rows[i] = order.row(at.epoch(), at.position());
        }
        shard.read(rows, rows.length, batch);
        cursor = after(cursor, rows.length, shard.rows());
        left--;
        return batch;
    }
}
