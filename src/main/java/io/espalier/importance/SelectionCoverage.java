package io.espalier.importance;

import io.espalier.Hashing;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How a selection covers the classes.
 *
 * @param examples number of examples of each class
 * @param kept how many of them are kept
 */
public record SelectionCoverage(List<Long> examples, List<Long> kept) {
    public SelectionCoverage {
        examples = List.copyOf(examples);
        kept = List.copyOf(kept);
    }

    /**
     * The coverage of a selection.
     *
     * @param classes number of classes
     * @param seed of the selection
     */
    public static SelectionCoverage of(ScoreTable table, Selection selection, int classes, long seed) {
        long[] kept = new long[classes];
        for (int row = 0; row < table.size(); row++) {
            if (selection.keeps(table.label(row), table.score(row), Hashing.hash(table.id(row), seed))) {
                kept[table.label(row)]++;
            }
        }
        List<Long> examples =
                table.classSizes(classes).stream().map(Integer::longValue).toList();
        return new SelectionCoverage(examples, LongStream.of(kept).boxed().toList());
    }

    /** Number of kept examples. */
    public long keptExamples() {
        return kept.stream().mapToLong(Long::longValue).sum();
    }

    /** Classes of which no example is kept, though there are some. */
    public List<Integer> missing() {
        return IntStream.range(0, kept.size())
                .filter(label -> kept.get(label) == 0 && examples.get(label) > 0)
                .boxed()
                .toList();
    }
}
