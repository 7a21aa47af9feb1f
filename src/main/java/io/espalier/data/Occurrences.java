package io.espalier.data;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/** Makes ids of the contents of a partition's rows, in their order, where some contents stand in several rows. Not thread-safe. */
public final class Occurrences {
    private static final int ONCE = -1;

    /** Of what stands in several rows, how many of them came before. */
    private final Long2IntOpenHashMap before = new Long2IntOpenHashMap();

    /** Of contents that stand in one row each. */
    public Occurrences() {
        before.defaultReturnValue(ONCE);
    }

    /**
     * Says that a content stands in several rows.
     *
     * @param contentHash of {@link ExampleIds#contentHash}
     * @param rowsBefore in how many rows of the partitions before
     */
    public void add(long contentHash, int rowsBefore) {
        before.put(contentHash, rowsBefore);
    }

    /** The id of the next row, {@link ExampleIds#id}. */
    public long nextId(long contentHash) {
        int occurrence = before.get(contentHash);
        if (occurrence != ONCE) {
            before.put(contentHash, occurrence + 1);
        }
        return ExampleIds.id(contentHash, Math.max(0, occurrence));
    }
}
