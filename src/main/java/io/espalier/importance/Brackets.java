package io.espalier.importance;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * The ranges of keys that a {@link KeySearch} looks into: in each, all keys of one group with the same first bits. A pass counts how many
 * examples of a bracket have each value of the next bits; each value of each bracket is a bin. Travels.
 */
public final class Brackets implements Serializable {
    /** Bins of one pass: 8 MB of counts. With 20 bits one pass leaves few enough of 100 million scores in [0, 1), 12 bits of which are sign and exponent. */
    static final int MOST_BINS = 1 << 20;

    private static final long serialVersionUID = 1L;
    private static final int KEY_BITS = 2 * Long.SIZE;
    private static final int MOST_WIDTH = 20;

    /** Position after the last bracket of the groups before, for each group and one more. */
    private final int[] starts;
    /** Of each bracket the two halves of its prefix, the other bits 0. */
    private final long[] firsts;

    private final long[] hashes;
    private final int bits;
    private final int width;

    /**
     * The first bits of keys in a group.
     *
     * @param key the other bits are 0
     */
    record Prefix(int group, RankKey key) implements Comparable<Prefix> {
        private static final Comparator<Prefix> ORDER =
                Comparator.comparingInt(Prefix::group).thenComparing(Prefix::key);

        @Override
        public int compareTo(Prefix other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Brackets of one depth.
     *
     * @param prefixes distinct, ascending
     * @param bits that are known of each
     * @param mostBins of all together, as far as each must have two
     */
    Brackets(int groups, List<Prefix> prefixes, int bits, int mostBins) {
        this.starts = new int[groups + 1];
        this.firsts =
                prefixes.stream().mapToLong(prefix -> prefix.key().first()).toArray();
        this.hashes = prefixes.stream().mapToLong(prefix -> prefix.key().hash()).toArray();
        this.bits = bits;
        for (Prefix prefix : prefixes) {
            starts[prefix.group() + 1]++;
        }
        for (int group = 0; group < groups; group++) {
            starts[group + 1] += starts[group];
        }
        // A digit lies in one half of the key.
        int most = Math.min(MOST_WIDTH, Long.SIZE - bits % Long.SIZE);
        int fitting = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, mostBins / Math.max(1, prefixes.size())));
        this.width = areKeys() ? 0 : Math.max(1, Math.min(most, fitting));
    }

    /** Whether all bits are known. */
    boolean areKeys() {
        return bits == KEY_BITS;
    }

    int bits() {
        return bits;
    }

    int width() {
        return width;
    }

    /** Number of bins. */
    public int bins() {
        return firsts.length << width;
    }

    /** The bracket of a key, or -1 if it is in none. */
    public int bracket(int group, long first, long hash) {
        long wantedFirst = first & mask(bits);
        long wantedHash = hash & mask(bits - Long.SIZE);
        int low = starts[group];
        int high = starts[group + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(firsts[middle], wantedFirst);
            if (order == 0) {
                order = Long.compareUnsigned(hashes[middle], wantedHash);
            }
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The bin of a key, or -1 if it is in no bracket. */
    public int bin(int group, long first, long hash) {
        int bracket = bracket(group, first, hash);
        return bracket < 0 ? -1 : (bracket << width) + digit(first, hash);
    }

    /** The next bits of a key as a number. */
    private int digit(long first, long hash) {
        long half = bits < Long.SIZE ? first : hash;
        return (int) (half >>> (Long.SIZE - bits % Long.SIZE - width)) & ((1 << width) - 1);
    }

    /** The prefix of a bracket with the next bits. */
    Prefix longer(Prefix prefix, int digit) {
        long next = (long) digit << (Long.SIZE - bits % Long.SIZE - width);
        RankKey key = prefix.key();
        return new Prefix(
                prefix.group(),
                bits < Long.SIZE
                        ? new RankKey(key.first() | next, key.hash())
                        : new RankKey(key.first(), key.hash() | next));
    }

    /** The first {@code bits} bits of a word; none for a negative number, all from 64 on. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
    }
}
