package io.espalier.importance;

import io.espalier.Hashing;
import io.espalier.importance.SelectionRule.Every;
import java.io.Serializable;

/**
 * The kept examples and their weights, as a rule small enough to travel.
 *
 * @param version of the selection; goes up at every change
 * @param count number of kept examples
 * @param rule which they are
 */
public record Selection(int version, int count, SelectionRule rule) implements Serializable {
    /**
     * The seed under which a selection hashes ids. Derived, because shards and test part are cut by hash under their own seeds: with
     * an equal number the smallest hashes would all lie in the first worker's shard.
     *
     * @param seed of the selection, as a person gives it
     */
    public static long hashSeed(long seed) {
        return Hashing.seed(seed, "selection");
    }

    /** Keeps all of {@code count} examples. */
    public static Selection all(int version, int count) {
        return new Selection(version, count, new Every());
    }

    /** Whether every example is kept. */
    public boolean keepsAll() {
        return rule instanceof Every;
    }

    /**
     * Whether an example is kept.
     *
     * @param label its class index
     * @param score its importance
     * @param hash {@code Hashing.hash(id, seed)} with the seed of the selection
     */
    public boolean keeps(int label, double score, long hash) {
        return rule.keeps(label, score, hash);
    }

    /** Weight of a kept example in the loss, at least 1; 1 unless the selector says otherwise. */
    public double weight(int label, double score, long hash) {
        return rule.weight(label, score, hash);
    }
}
