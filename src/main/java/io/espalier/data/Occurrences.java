package io.espalier.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Numbers equal rows, so that each has its own id. It knows which contents stand more than once, so that a row that is
 * unique, as most are, needs no memory. Immutable; travels.
 */
public final class Occurrences implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Content hashes of more than one row, ascending. */
    private final long[] repeated;

    private Occurrences(long[] repeated) {
        this.repeated = repeated;
    }

    /**
     * The repetitions of a part. O(n log n), with one copy of the array.
     *
     * @param contentHashes {@link ExampleIds#contentHash} of every row of the part, in any order
     */
    public static Occurrences of(long[] contentHashes) {
        long[] sorted = contentHashes.clone();
        Arrays.sort(sorted);
        return new Occurrences(IntStream.range(1, sorted.length)
                .filter(i -> sorted[i] == sorted[i - 1] && (i == 1 || sorted[i - 2] != sorted[i]))
                .mapToLong(i -> sorted[i])
                .toArray());
    }

    /** Number of contents that stand more than once. */
    public int repeatedContents() {
        return repeated.length;
    }

    /** Counts from the first row on; each reading of the part takes its own. */
    public Counter counter() {
        return new Counter();
    }

    /** Counts the rows of one reading. Not thread-safe. */
    public final class Counter {
        private final int[] seen = new int[repeated.length];

        /** How many earlier rows have the same content. */
        public long next(long contentHash) {
            int index = Arrays.binarySearch(repeated, contentHash);
            return index < 0 ? 0 : seen[index]++;
        }
    }
}
