package io.espalier.trainer;

import io.espalier.network.Network;

/**
 * How many rows fit into the memory of a process that trains: the least that they need, by formula, so that a batch that can't fit is
 * refused before training begins.
 *
 * <p>One row takes 4 (features + 1) bytes of the heap, in the {@link Batch}, and 4 (features + outputs of all layers) bytes of native
 * memory, in the replica. Batches may take half of the heap, since weights, Spark and the scores need the rest. Native memory is limited
 * to the size of the heap, as JavaCPP limits it.
 *
 * @param network before anything is constrained
 * @param replicas that train at the same time
 * @param heapBytes largest heap of the process
 */
public record BatchMemory(Network network, int replicas, long heapBytes) {
    private static final int VALUE_BYTES = 4;
    private static final int HEAP_SHARE = 2;

    public BatchMemory {
        if (replicas < 1 || heapBytes < 1) {
            throw new IllegalArgumentException("Replicas and bytes must be at least 1: " + replicas + ", " + heapBytes);
        }
    }

    /** Rows of a step: those that a {@link Batch} can hold. At least 0; one array has at most 2^31 - 1 values. */
    public int stepRows() {
        long features = network.input().size();
        long inArray = (Integer.MAX_VALUE - Long.BYTES) / features;
        long inHeap = heapBytes / HEAP_SHARE / replicas / (VALUE_BYTES * (features + 1));
        // A batch has room for one row more: see ShardWalk.
        return (int) Math.max(0, Math.min(inArray, inHeap) - 1);
    }

    /** Rows that can go through the network at once. At least 0. */
    public int microBatchRows() {
        return (int) Math.min(Integer.MAX_VALUE, heapBytes / replicas / ProcessMemory.rowBytes(network));
    }
}
