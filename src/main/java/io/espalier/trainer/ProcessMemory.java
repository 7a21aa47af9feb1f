package io.espalier.trainer;

import io.espalier.network.Network;
import io.espalier.network.Node;

/**
 * The memory that a process takes while it trains, by formula: its heap, what replicas hold outside of it, and what every JVM takes
 * beside. A lower bound.
 *
 * <p>A replica of a network of P values holds them, their gradient and the optimizer's moments, and for the rows that go through it at
 * once the features and the outputs of all layers, 4 bytes a value. The states of workers add nothing: they lie on disk, and what a task
 * has read of one is in the heap.
 *
 * @param heapBytes largest heap
 * @param replicas that train at the same time; 0 of a driver that only directs others
 * @param replicaBytes native memory of one replica
 */
public record ProcessMemory(long heapBytes, int replicas, long replicaBytes) {
    /** Classes, compiled code, threads, network buffers, native libraries: what a JVM with Spark and ND4J takes beside its heap. */
    public static final long BESIDE_BYTES = 400L << 20;

    private static final long VALUE_BYTES = 4;
    private static final int PASS_ROWS = 256;
    private static final long PASS_BYTES = 8L << 20;

    public ProcessMemory {
        if (heapBytes < 1 || replicas < 0 || replicaBytes < 0) {
            throw new IllegalArgumentException("Heap must be at least 1 byte, replicas and their bytes at least 0: "
                    + heapBytes + ", " + replicas + ", " + replicaBytes);
        }
    }

    /**
     * Native memory of a replica: 4 P (2 + m) + 4 rows (features + outputs of all layers).
     *
     * @param network before anything is constrained
     * @param moments m of the optimizer; see {@link ReplicaFactory#moments}
     * @param rows that go through the network at once
     */
    public static long replicaBytes(Network network, int moments, int rows) {
        return VALUE_BYTES * network.layout().length() * (2L + moments) + rowBytes(network) * rows;
    }

    /**
     * Rows that go through a network at once where only its outputs are wanted. As many as those of a step, and where these are few, more:
     * products of few rows are slow. 256 then, or what 8 MB hold, so that it fits wherever the step does. Depends on the machine in
     * nothing: products of another height differ in the last bits.
     *
     * @param stepRows that go through it at once while it is trained
     */
    public static int passRows(Network network, int stepRows) {
        return (int) Math.max(stepRows, Math.min(PASS_ROWS, PASS_BYTES / rowBytes(network)));
    }

    /** Native memory of one row in a replica: 4 (features + outputs of all layers). */
    static long rowBytes(Network network) {
        long values = network.input().size();
        for (Node node : network.nodes()) {
            values += network.shape(node.name()).size();
        }
        return VALUE_BYTES * values;
    }

    /** Bytes beside the heap. */
    public long besideHeapBytes() {
        return replicas * replicaBytes + BESIDE_BYTES;
    }

    /** All bytes: heap + replicas x native memory of a replica + {@link #BESIDE_BYTES}. */
    public long bytes() {
        return heapBytes + besideHeapBytes();
    }
}
