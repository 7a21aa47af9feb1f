package io.espalier.importance;

import io.espalier.Hashing;
import java.util.function.IntToLongFunction;

/**
 * Sorts row numbers by a 64-bit key: radix sort from the lowest digit up, stable, O(n) for keys of fixed length.
 *
 * <p>Sorts of the JDK by a key that is not the element itself need an object a row (16 bytes and more); this takes 4 bytes a row for the
 * result and 4 while it runs, so that 5 million rows sort in a small driver heap.
 */
final class RowSort {
    private static final int DIGIT_BITS = 16;

    private RowSort() {}

    /** All rows of a table in hash order: ascending by {@code Hashing.hash(id, seed)}, unsigned. Equal ids are refused. */
    static int[] byHash(ScoreTable table, long seed) {
        int[] rows = new int[table.size()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
        }
        int[] sorted = sort(rows, Long.SIZE, row -> Hashing.hash(table.id(row), seed));
        for (int i = 1; i < sorted.length; i++) {
            // The hash maps ids one to one, so that equal hashes are equal ids, side by side.
            if (table.id(sorted[i - 1]) == table.id(sorted[i])) {
                throw new IllegalArgumentException("Example id stands in two rows: " + table.id(sorted[i]));
            }
        }
        return sorted;
    }

    /**
     * Sorts rows by ascending unsigned key; rows of equal key keep their order.
     *
     * @param rows used as scratch memory
     * @param keyBits keys are below 2^keyBits
     * @param key of a row; asked several times
     * @return the sorted rows; may be the given array
     */
    static int[] sort(int[] rows, int keyBits, IntToLongFunction key) {
        int[] from = rows;
        int[] to = new int[rows.length];
        for (int shift = 0; shift < keyBits; shift += DIGIT_BITS) {
            int[] ends = digitEnds(from, shift, key);
            for (int i = from.length - 1; i >= 0; i--) {
                to[--ends[digit(key.applyAsLong(from[i]), shift)]] = from[i];
            }
            int[] held = from;
            from = to;
            to = held;
        }
        return from;
    }

    /** For every digit the number of rows with this or a lower one. */
    private static int[] digitEnds(int[] rows, int shift, IntToLongFunction key) {
        int[] ends = new int[1 << DIGIT_BITS];
        for (int row : rows) {
            ends[digit(key.applyAsLong(row), shift)]++;
        }
        for (int digit = 1; digit < ends.length; digit++) {
            ends[digit] += ends[digit - 1];
        }
        return ends;
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & ((1 << DIGIT_BITS) - 1);
    }
}
