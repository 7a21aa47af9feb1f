package io.espalier;

import java.nio.charset.StandardCharsets;
import net.openhft.hashing.LongHashFunction;

/**
 * The one hash (xxHash64) and the one way to derive seeds. Results depend on them bit by bit: they never change within a schema version.
 */
public final class Hashing {
    private Hashing() {}

    /** xxHash64 of an id under a seed; the order of these, unsigned, is "hash order". */
    public static long hash(long id, long seed) {
        return LongHashFunction.xx(seed).hashLong(id);
    }

    /** xxHash64 of bytes under a seed. */
    public static long hash(byte[] bytes, long seed) {
        return LongHashFunction.xx(seed).hashBytes(bytes);
    }

    /**
     * A seed for one purpose, derived from the run's seed.
     *
     * @param seed of the run
     * @param purpose a label, different for each use
     * @param parts numbers that tell draws of one purpose apart: worker, epoch, round
     */
    public static long seed(long seed, String purpose, long... parts) {
        long derived = hash(purpose.getBytes(StandardCharsets.UTF_8), seed);
        for (long part : parts) {
            derived = hash(part, derived);
        }
        return derived;
    }

    /** A generator (SplitMix64) for one purpose. */
    public static SplitMix64 random(long seed, String purpose, long... parts) {
        return new SplitMix64(seed(seed, purpose, parts));
    }
}
