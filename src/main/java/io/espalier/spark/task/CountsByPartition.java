package io.espalier.spark.task;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.BitSet;
import java.util.Objects;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts of the rows of a table that tasks make while they do something else with the rows. Each partition counts once, however often it
 * was gone through: by attempts that were repeated, by copies of a slow task. The driver holds one sum, whatever the number of partitions.
 *
 * <p>A task adds a partition when it has come to its end, and must find the same rows there in every attempt. Spark's heartbeats look at
 * the counts from another thread.
 */
public final class CountsByPartition extends AccumulatorV2<CountsByPartition.Counts, long[]> {
    private static final long serialVersionUID = 1L;

    private final BitSet partitions;
    /** Not final for {@link #readObject} alone. */
    private transient long[] sums;

    /** The counts of one partition, whose array nobody changes any more. */
    public static final class Counts {
        private final int partition;
        private final long[] counts;

        /** Counts of the partition with that index. */
        public Counts(int partition, long[] counts) {
            this.partition = partition;
            this.counts = counts;
        }
    }

    /**
     * No partition yet.
     *
     * @param size number of counts of each
     */
    public CountsByPartition(int size) {
        this(new BitSet(), new long[size]);
    }

    private CountsByPartition(BitSet partitions, long[] sums) {
        this.partitions = partitions;
        this.sums = sums;
    }

    /** Spark's heartbeats may ask before the fields are read: the class above tells them of this object while it is read. */
    @Override
    public synchronized boolean isZero() {
        return Objects.isNull(partitions) || partitions.isEmpty();
    }

    @Override
    public synchronized CountsByPartition copy() {
        return new CountsByPartition((BitSet) partitions.clone(), sums.clone());
    }

    @Override
    public synchronized void reset() {
        partitions.clear();
        sums = new long[sums.length];
    }

    @Override
    public synchronized void add(Counts counted) {
        BitSet partition = new BitSet();
        partition.set(counted.partition);
        add(partition, counted.counts);
    }

    /**
     * Adds what a task counted.
     *
     * @throws IllegalStateException if some of its partitions are known and some are not: a sum can't be taken apart
     */
    @Override
    public void merge(AccumulatorV2<Counts, long[]> other) {
        CountsByPartition task = (CountsByPartition) other.copy();
        synchronized (this) {
            add(task.partitions, task.sums);
        }
    }

    private void add(BitSet more, long[] counts) {
        if (counts.length != sums.length) {
            throw new IllegalArgumentException("Expected " + sums.length + " counts, got " + counts.length);
        }
        BitSet known = (BitSet) more.clone();
        known.and(partitions);
        if (known.isEmpty()) {
            partitions.or(more);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += counts[i];
            }
        } else if (!known.equals(more)) {
            throw new IllegalStateException(
                    "Counts of partitions " + more + " in one sum, of which " + known + " are known already");
        }
    }

    /** Sum over the partitions; a copy. */
    @Override
    public synchronized long[] value() {
        return sums.clone();
    }

    private synchronized void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        SmallNumbers.write(sums, out);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        sums = SmallNumbers.read(in);
    }
}
