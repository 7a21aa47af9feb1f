package io.espalier.importance;

import io.espalier.Hashing;
import io.espalier.importance.Examples.Example;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Order statistics of a list, everything sorted anew for each question. */
record ListStatistics(List<Example> examples, int classes, long seed) implements OrderStatistics {
    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public double meanScore() {
        return examples.stream()
                .map(e -> new BigDecimal(e.score()))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(examples.size()), MathContext.DECIMAL128)
                .doubleValue();
    }

    @Override
    public List<Integer> sizes(Grouping grouping) {
        return IntStream.range(0, grouping.groups())
                .mapToObj(group -> members(grouping, group).size())
                .toList();
    }

    @Override
    public List<RankKey> at(Grouping grouping, Ranking ranking, List<Place> places) {
        return places.stream()
                .map(place -> members(grouping, place.group()).stream()
                        .map(e -> new RankKey(ranking.first(e.score(), hash(e)), hash(e)))
                        .sorted(Comparator.naturalOrder())
                        .toList()
                        .get(place.position()))
                .toList();
    }

    private List<Example> members(Grouping grouping, int group) {
        return examples.stream()
                .filter(e -> grouping.group(e.label(), e.score(), hash(e)) == group)
                .toList();
    }

    private long hash(Example example) {
        return Hashing.hash(example.id(), seed);
    }
}
