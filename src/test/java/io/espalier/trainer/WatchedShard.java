package io.espalier.trainer;

/**
 * A shard of which somebody sees what is read.
 *
 * @param shard the examples
 * @param reader told before each reading
 */
record WatchedShard(Shard shard, Reader reader) implements Shard {
    /** Told which rows are read together. */
    @FunctionalInterface
    interface Reader {
        void reads(int[] rows, int count);
    }

    @Override
    public int rows() {
        return shard.rows();
    }

    @Override
    public int featureCount() {
        return shard.featureCount();
    }

    @Override
    public long id(int row) {
        return shard.id(row);
    }

    @Override
    public int label(int row) {
        return shard.label(row);
    }

    @Override
    public void read(int[] rows, int count, Batch batch) {
        reader.reads(rows, count);
        shard.read(rows, count, batch);
    }

    @Override
    public void close() {
        shard.close();
    }
}
