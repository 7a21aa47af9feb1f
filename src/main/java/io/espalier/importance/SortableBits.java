package io.espalier.importance;

/** Doubles as 64 bits whose unsigned order is theirs; -0.0 and 0.0 are equal. */
final class SortableBits {
    private SortableBits() {}

    /** The bits of a number that is not NaN. */
    static long of(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits < 0 ? ~bits : bits | Long.MIN_VALUE;
    }

    /** The number with these bits; never -0.0. */
    static double value(long sortable) {
        return Double.longBitsToDouble(sortable < 0 ? sortable & Long.MAX_VALUE : ~sortable);
    }
}
