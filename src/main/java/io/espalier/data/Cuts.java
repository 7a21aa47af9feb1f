package io.espalier.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A sorted list of hashes cut into consecutive segments, described by the first hash of each segment: thresholds, not
 * members.
 *
 * <p>Hashes are compared unsigned. A segment takes the hashes from its threshold, inclusive, to the next one,
 * exclusive.
 */
final class Cuts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** First hash of segment 1, 2, ..., made signed; empty segments at the end have none. */
    private final long[] thresholds;

    private Cuts(long[] thresholds) {
        this.thresholds = thresholds;
    }

    /** One segment, which has all hashes. */
    static Cuts none() {
        return new Cuts(new long[0]);
    }

    /**
     * Cuts a list that need not be there.
     *
     * @param count its length
     * @param starts rank at which each segment begins, ascending, the first 0; equal ranks make an empty segment
     * @param hashes those at some ranks of it
     */
    static Cuts of(int count, int[] starts, Function<int[], long[]> hashes) {
        int[] ranks =
                Arrays.stream(starts).skip(1).filter(start -> start < count).toArray();
        return new Cuts(Arrays.stream(ranks.length == 0 ? new long[0] : hashes.apply(ranks))
                .map(Cuts::signed)
                .toArray());
    }

    /** Turns unsigned order into the order of signed numbers. */
    private static long signed(long hash) {
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
