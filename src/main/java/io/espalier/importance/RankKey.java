package io.espalier.importance;

import java.io.Serializable;

/**
 * Where an example stands in a {@link Ranking}: 128 bits, compared as unsigned. No two examples have the same hash, so no two have the
 * same key.
 *
 * @param first what the ranking goes by
 * @param hash of the example by the ranking's {@link Draw}, which decides where the first are equal
 */
public record RankKey(long first, long hash) implements Serializable, Comparable<RankKey> {
    @Override
    public int compareTo(RankKey other) {
        int byFirst = Long.compareUnsigned(first, other.first);
        return byFirst == 0 ? Long.compareUnsigned(hash, other.hash) : byFirst;
    }
}
