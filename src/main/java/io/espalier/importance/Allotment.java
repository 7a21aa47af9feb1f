package io.espalier.importance;

import io.espalier.importance.OrderStatistics.Place;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many examples of each part are kept: the first ones of a ranking.
 *
 * @param sizes examples of each part
 * @param kept of them
 */
public record Allotment(Parts parts, Ranking ranking, List<Integer> sizes, List<Integer> kept) {
    public Allotment {
        sizes = List.copyOf(sizes);
        kept = List.copyOf(kept);
        if (ranking.draw() != Draw.CHOICE) {
            throw new IllegalArgumentException("Parts keep examples by the draw of the choice: " + ranking);
        }
    }

    /** Of all examples together. */
    static Allotment ofAll(OrderStatistics examples, Ranking ranking, int count) {
        return new Allotment(new Parts.Everything(), ranking, List.of(examples.size()), List.of(count));
    }

    /** Number of kept examples. */
    public int count() {
        return kept.stream().mapToInt(Integer::intValue).sum();
    }

    /** The last kept example of each part that keeps any. */
    List<Place> lastKept() {
        return IntStream.range(0, kept.size())
                .filter(part -> kept.get(part) > 0)
                .mapToObj(part -> new Place(part, kept.get(part) - 1))
                .toList();
    }

    /** The key of the last kept example where all are one part. */
    RankKey onlyLastKept(OrderStatistics examples) {
        if (!(parts instanceof Parts.Everything)) {
            throw new IllegalArgumentException("Examples ranked by score must be one part: " + parts);
        }
        return examples.at(parts, ranking, lastKept()).get(0);
    }
}
