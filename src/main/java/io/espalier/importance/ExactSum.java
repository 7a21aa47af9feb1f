package io.espalier.importance;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * A sum of doubles without rounding, so that it does not depend on the order in which they come (Neal 2015, "Fast exact summation using
 * small and large superaccumulators", <a href="https://arxiv.org/abs/1505.05571">arXiv:1505.05571</a>, the small one).
 *
 * <p>A double is m 2^p with a whole m of 53 bits; chunk i counts units of 2^(32 i - 1074). Chunks have 31 bits to spare, so that carries
 * are passed on only now and then. Not thread-safe.
 */
public final class ExactSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int CHUNK_BITS = 32;
    private static final long CHUNK_MASK = (1L << CHUNK_BITS) - 1;
    private static final int LEAST_EXPONENT = -1074;
    private static final int MANTISSA_BITS = 52;
    private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
    private static final int EXPONENT_MASK = 0x7ff;
    /** A double of the highest exponent reaches three chunks up; one more for carries. */
    private static final int CHUNKS = (EXPONENT_MASK + MANTISSA_BITS) / CHUNK_BITS + 3;

    private static final int MOST_UNCARRIED = 1 << 28;

    private final long[] chunks = new long[CHUNKS];
    private int uncarried;

    /** Adds a finite number. */
    public void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> MANTISSA_BITS) & EXPONENT_MASK;
        if (exponent == EXPONENT_MASK) {
            throw new IllegalArgumentException("Only finite numbers can be summed: " + value);
        }
        long mantissa = bits & MANTISSA_MASK | (exponent == 0 ? 0 : 1L << MANTISSA_BITS);
        int place = Math.max(0, exponent - 1);
        int chunk = place / CHUNK_BITS;
        int shift = place % CHUNK_BITS;
        long low = (mantissa & CHUNK_MASK) << shift;
        long high = (mantissa >>> CHUNK_BITS) << shift;
        long sign = bits < 0 ? -1 : 1;
        chunks[chunk] += sign * (low & CHUNK_MASK);
        chunks[chunk + 1] += sign * ((low >>> CHUNK_BITS) + (high & CHUNK_MASK));
        chunks[chunk + 2] += sign * (high >>> CHUNK_BITS);
        if (++uncarried == MOST_UNCARRIED) {
            carry();
        }
    }

    /** Adds another sum. */
    public void add(ExactSum other) {
        carry();
        other.carry();
        for (int i = 0; i < CHUNKS; i++) {
            chunks[i] += other.chunks[i];
        }
        carry();
    }

    /**
     * The sum divided by a positive number. Rounded to 34 decimal digits twice and then to a double: the nearest but where the quotient lies
     * within about 1e-33 of its size from the middle of two.
     */
    public double dividedBy(long count) {
        BigInteger units = BigInteger.ZERO;
        for (int i = CHUNKS - 1; i >= 0; i--) {
            units = units.shiftLeft(CHUNK_BITS).add(BigInteger.valueOf(chunks[i]));
        }
        BigDecimal sum = new BigDecimal(units)
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(-LEAST_EXPONENT)), MathContext.DECIMAL128);
        return sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
    }

    private void carry() {
        for (int i = 0; i < CHUNKS - 1; i++) {
            chunks[i + 1] += chunks[i] >> CHUNK_BITS;
            chunks[i] &= CHUNK_MASK;
        }
        uncarried = 0;
    }
}
