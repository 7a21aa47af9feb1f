package io.espalier.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A sorted list of hashes cut into consecutive segments, described by the first hash of each segment: thresholds, not
 * members.
 *
 * <p>Hashes are compared unsigned. A segment takes the hashes from its threshold, inclusive, to the next one,
 * exclusive.
 */
final class Cuts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** First hash of segment 1, 2, ..., made signed by {@link #signed}; empty segments at the end have none. */
    private final long[] thresholds;

    private Cuts(long[] thresholds) {
        this.thresholds = thresholds;
    }

    /**
     * Cuts sorted hashes.
     *
     * @param sorted hashes in ascending unsigned order, each after {@link #signed}
     * @param starts rank at which each segment begins, ascending, the first 0; equal ranks make an empty segment
     */
    static Cuts of(long[] sorted, int[] starts) {
        return new Cuts(Arrays.stream(starts)
                .skip(1)
                .filter(start -> start < sorted.length)
                .mapToLong(start -> sorted[start])
                .toArray());
    }

    /** Turns unsigned order into the signed order that {@link Arrays#sort(long[])} uses. */
    static long signed(long hash) {
        return hash ^ Long.MIN_VALUE;
    }

    /** Segment of a hash: the number of thresholds that are not above it. O(log segments). */
    int segment(long hash) {
        long value = signed(hash);
        int low = 0;
        int high = thresholds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (thresholds[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * First rank of each of {@code parts} equal parts of {@code count} ranks, then {@code count}: part w is
     * [floor(count w/parts), floor(count (w+1)/parts)).
     */
    static int[] equalParts(int count, int parts) {
        int[] starts = new int[parts + 1];
        for (int part = 0; part <= parts; part++) {
            starts[part] = (int) ((long) count * part / parts);
        }
        return starts;
    }
}
