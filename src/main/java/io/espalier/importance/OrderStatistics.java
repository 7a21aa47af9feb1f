package io.espalier.importance;

import java.util.List;

/**
 * What selectors ask of scored examples: how many there are of a kind, and which stands at a place of an order. Nothing else is needed,
 * so that the examples may be anywhere: sorted in memory, or in a table on disk that is counted.
 *
 * <p>Answers depend on the set of examples alone, not on their order. All ids differ, and all scores are finite.
 */
public interface OrderStatistics {
    /** Number of examples. */
    int size();

    /** Number of classes; labels are below. */
    int classes();

    /** Mean score: the exact sum by their number, as {@link ExactSum#dividedBy} rounds it, whatever the order of the examples. */
    double meanScore();

    /** Lowest score of any example. */
    default double lowestScore() {
        return scoreAt(0);
    }

    /** Highest score of any example. */
    default double highestScore() {
        return scoreAt(size() - 1);
    }

    private double scoreAt(int position) {
        RankKey key = at(new Parts.Everything(), new Ranking.LowestFirst(), List.of(new Place(0, position)))
                .get(0);
        return SortableBits.value(key.first());
    }

    /** Number of examples of each group. */
    List<Integer> sizes(Grouping grouping);

    /**
     * The keys of the examples at some places.
     *
     * @param places in any order, also repeated
     * @return one key a place
     */
    List<RankKey> at(Grouping grouping, Ranking ranking, List<Place> places);

    /**
     * A place in the order of one group.
     *
     * @param position from 0 to before the group's size
     */
    record Place(int group, int position) {}
}
