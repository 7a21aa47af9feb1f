package io.espalier.constraint;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How many units, or examples, are left after a part of the way from unconstrained to the targets.
 *
 * <p>count(s) = n - floor((n - target) s), for s in [0, 1]: n at 0, the target at 1, never rising with s.
 */
public final class UnitCounts {
    /** Decimals of s that count: fewer than a double has, more than any width needs. */
    private static final int DECIMALS = 12;

    private UnitCounts() {}

    /**
     * The number at the end: max(1, floor(n factor)), exact.
     *
     * @param n number at the start, at least 1
     * @param factor fraction retained, in [0, 1]
     */
    public static int target(int n, BigDecimal factor) {
        return Math.toIntExact(target((long) n, factor));
    }

    /** The same for numbers that may be larger than an int, as of examples. */
    public static long target(long n, BigDecimal factor) {
        if (n < 1 || factor.signum() < 0 || factor.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException(
                    "Factor must be in [0, 1] of at least 1: " + factor.toPlainString() + " of " + n);
        }
        return Math.max(1, floor(factor.multiply(BigDecimal.valueOf(n))));
    }

    /**
     * The number left.
     *
     * <p>The product is exact: s is taken as the decimal number that it stands for (0.29, not 0.28999999999999998),
     * rounded to 12 decimals, so that a double's error in computing s never moves a count.
     *
     * @param n number at the start, at least the target
     * @param target number at the end, at least 1
     * @param s way travelled, in [0, 1]
     */
    public static int count(int n, int target, double s) {
        return Math.toIntExact(count((long) n, target, s));
    }

    /** The same for numbers that may be larger than an int, as of examples. */
    public static long count(long n, long target, double s) {
        if (target < 1 || target > n) {
            throw new IllegalArgumentException("Target must be in [1, " + n + "]: " + target);
        }
        if (!(s >= 0 && s <= 1)) {
            throw new IllegalArgumentException("Way travelled must be in [0, 1]: " + s);
        }
        BigDecimal way = BigDecimal.valueOf(s).setScale(DECIMALS, RoundingMode.HALF_EVEN);
        return n - floor(BigDecimal.valueOf(n - target).multiply(way));
    }

    private static long floor(BigDecimal number) {
        return number.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    /** The number left of each group, in the order of {@code from}; both maps have the same groups. */
    public static Map<String, Integer> counts(Map<String, Integer> from, Map<String, Integer> targets, double s) {
        if (!from.keySet().equals(targets.keySet())) {
            throw new IllegalArgumentException(
                    "Targets must name the groups " + from.keySet() + ": " + targets.keySet());
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        from.forEach((group, n) -> counts.put(group, count(n, Objects.requireNonNull(targets.get(group)), s)));
        return counts;
    }
}
