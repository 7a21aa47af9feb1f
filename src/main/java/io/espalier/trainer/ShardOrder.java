package io.espalier.trainer;

import io.espalier.Hashing;

/**
 * The order in which a logical worker walks its shard: a pure function of (seed, worker, epoch, rows).
 *
 * <p>Blocks of {@value #BLOCK} rows are put in random order, then the rows inside windows of {@value #WINDOW_BLOCKS} blocks. So a
 * shard larger than memory is read in runs of neighbouring rows, and the order needs memory for one window only. Every row occurs
 * once in an epoch. Not thread-safe.
 */
final class ShardOrder {
    static final int BLOCK = 4096;
    static final int WINDOW_BLOCKS = 16;

    private final int rows;
    private final long seed;
    private final int worker;
    private int epoch = -1;
    private int window = -1;
    private int[] blocks = {};
    private int[] windowRows = {};
    private int windowStart;

    ShardOrder(int rows, long seed, int worker) {
        this.rows = rows;
        this.seed = seed;
        this.worker = worker;
    }

    /** The row at a position of an epoch; position in [0, rows). Walking upwards costs one shuffle a window. */
    int row(int atEpoch, int position) {
        if (atEpoch != epoch) {
            startEpoch(atEpoch);
        }
        if (position < windowStart || position >= windowStart + windowRows.length) {
            openWindow(position);
        }
        return windowRows[position - windowStart];
    }

    private void startEpoch(int atEpoch) {
        blocks = ascending((rows + BLOCK - 1) / BLOCK);
        Hashing.random(seed, "blocks", worker, atEpoch).shuffle(blocks);
        epoch = atEpoch;
        window = -1;
        windowStart = 0;
        windowRows = new int[0];
    }

    private void openWindow(int position) {
        if (position < windowStart) {
            window = -1;
            windowStart = 0;
            windowRows = new int[0];
        }
        while (position >= windowStart + windowRows.length) {
            windowStart += windowRows.length;
            window++;
            windowRows = rowsOfWindow();
        }
        Hashing.random(seed, "rows", worker, epoch, window).shuffle(windowRows);
    }

    private int[] rowsOfWindow() {
        int first = window * WINDOW_BLOCKS;
        int last = Math.min(blocks.length, first + WINDOW_BLOCKS);
        int count = 0;
        for (int i = first; i < last; i++) {
            count += blockLength(blocks[i]);
        }
        int[] result = new int[count];
        int at = 0;
        for (int i = first; i < last; i++) {
            for (int row = 0; row < blockLength(blocks[i]); row++) {
                result[at++] = blocks[i] * BLOCK + row;
            }
        }
        return result;
    }

    private int blockLength(int block) {
        return Math.min(BLOCK, rows - block * BLOCK);
    }

    private static int[] ascending(int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return values;
    }
}
