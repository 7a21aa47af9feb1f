package io.espalier.importance;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Plain lists of scored examples, for slow references. */
final class Examples {
    private Examples() {}

    record Example(long id, int label, double score) {}

    /** Examples with random ids; label and score as drawn. */
    static List<Example> random(
            SplitMix64 random, int count, ToDoubleFunction<SplitMix64> label, ToDoubleFunction<SplitMix64> score) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(
                    new Example(random.nextLong(), (int) label.applyAsDouble(random), score.applyAsDouble(random)));
        }
        return examples;
    }

    static ScoreTable table(List<Example> examples) {
        return new ScoreTable(
                examples.stream().mapToLong(Example::id).toArray(),
                examples.stream().mapToInt(Example::label).toArray(),
                examples.stream().mapToDouble(Example::score).toArray());
    }

    static Comparator<Example> byHash(long seed) {
        return (a, b) -> Long.compareUnsigned(Hashing.hash(a.id(), seed), Hashing.hash(b.id(), seed));
    }

    static Set<Long> kept(List<Example> examples, Selection selection, long seed) {
        return examples.stream()
                .filter(e -> selection.keeps(e.label(), e.score(), Hashing.hash(e.id(), seed)))
                .map(Example::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<Long> ids(Collection<Example> examples) {
        return examples.stream().map(Example::id).collect(Collectors.toCollection(TreeSet::new));
    }
}
