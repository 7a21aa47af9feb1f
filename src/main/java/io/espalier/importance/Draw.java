package io.espalier.importance;

import io.espalier.Hashing;

/**
 * The draws by which a selection chooses at random. Each goes by a hash of its own, so that what one draw leaves out is not what the next
 * one finds last: among examples that were left out for their high hashes, the lowest of the same hashes are no random ones.
 *
 * <p>Every draw's hash is a function of the example's hash that maps it one to one, so that no two examples share one.
 */
public enum Draw {
    /** What is kept of a part, and which of equal scores: the hash of the example itself. */
    CHOICE("choice"),
    /** Which of the examples with the score of the cut belong to the hardest, which are dropped. */
    HARDEST_DROPPED("hardest dropped"),
    /** Which examples a mixture adds to those that are chosen. */
    MIXTURE("mixture");

    private final long seed;

    Draw(String purpose) {
        this.seed = Hashing.seed(0, purpose);
    }

    /** The seed under which the hash of an example is hashed again; without a meaning for {@link #CHOICE}. */
    public long seed() {
        return seed;
    }

    /**
     * The hash of an example by which this draw goes: {@code Hashing.hash(hash, seed())}; that of {@link #CHOICE} is the hash itself.
     *
     * @param hash {@code Hashing.hash(id, seed)} with the seed of the selection
     */
    public long of(long hash) {
        return this == CHOICE ? hash : Hashing.hash(hash, seed);
    }
}
