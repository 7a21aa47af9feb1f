package io.espalier.importance;

import io.espalier.Hashing;

/**
 * Scored examples and one selector: asked for a selection of any size in each round.
 *
 * <p>What it holds and costs is up to the {@link OrderStatistics}: a sorted table in memory, or passes that count. Which examples are kept
 * depends on (id, label, score, seed, count) only, not on the order of rows.
 *
 * <p>Counts are exact: inside a part examples go by hash, and {@link Hashing#hash(long, long)} maps ids, and hashes once more, one to one
 * (each of its steps can be undone), so that no two examples share a threshold.
 */
public final class SelectionOrder {
    private final Selector selector;
    private final OrderStatistics examples;

    SelectionOrder(Selector selector, OrderStatistics examples) {
        this.selector = selector;
        this.examples = examples;
    }

    /**
     * The kept examples.
     *
     * @param version of the selection
     * @param count number of kept examples, from 1 to all
     * @throws IllegalArgumentException for another count, and for one below the number of classes where each class keeps one
     */
    public Selection select(int version, int count) {
        return new Selection(version, count, selector.choose(examples, count).rule());
    }
}
