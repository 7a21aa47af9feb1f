package io.espalier;

/**
 * The generator behind every draw: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
 *
 * <p>Written out, not taken from the JDK, because results depend on its bits and the JDK may change how it makes bounded draws. Not
 * thread-safe; each use derives its own by {@link Hashing#random}.
 */
public final class SplitMix64 {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private long state;

    /** A generator with a seed. */
    public SplitMix64(long seed) {
        state = seed;
    }

    /** 64 uniform bits. */
    public long nextLong() {
        long bits = at(state, 0);
        state += STEP;
        return bits;
    }

    /** The bits of draw number {@code index}, from 0 on, of the generator with a seed: each without those before it. */
    public static long at(long seed, long index) {
        long z = seed + (index + 1) * STEP;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, bound). */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("Bound must be at least 1: " + bound);
        }
        // The high half of a 64 x 32 bit product: its bias is below bound / 2^64, far under anything that could be
        // measured.
        return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
    }

    /** Uniform in [0, 1), 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Standard normal, by Box and Muller's method; one value per two draws. StrictMath, so that every machine gives the same bits. */
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
    }

    /** Puts an array in random order (Fisher and Yates). */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int held = values[i];
            values[i] = values[j];
            values[j] = held;
        }
    }
}
