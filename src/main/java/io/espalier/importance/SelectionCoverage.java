package io.espalier.importance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How a selection covers the classes and the range of the scores.
 *
 * <p>The range from the lowest to the highest score is cut into 30 bins of equal width; three bins are a stratum. Bounded by the number of
 * classes, whatever the number of examples.
 *
 * @param bins fewer than 30 where scores lie too close together, one where all are equal
 * @param counts one list a class, in it one element a bin
 */
public record SelectionCoverage(ScoreRanges bins, List<List<Count>> counts) {
    private static final int BINS = 30;
    private static final int BINS_OF_A_STRATUM = 3;

    public SelectionCoverage {
        counts = counts.stream().map(List::copyOf).toList();
    }

    /**
     * Some examples and those of them that are kept.
     *
     * @param examples at least 0
     * @param kept in [0, examples]
     */
    public record Count(long examples, long kept) {
        static final Count NONE = new Count(0, 0);

        public Count {
            if (kept < 0 || kept > examples) {
                throw new IllegalArgumentException("Kept examples must be in [0, " + examples + "]: " + kept);
            }
        }

        Count plus(Count other) {
            return new Count(examples + other.examples, kept + other.kept);
        }

        private static Count sum(List<Count> counts) {
            return counts.stream().reduce(NONE, Count::plus);
        }
    }

    /**
     * The examples with scores in a range.
     *
     * @param from inclusive
     * @param to exclusive, but for the last range, which holds the highest score
     */
    public record Range(double from, double to, Count count) {}

    /**
     * The groups of examples whose sizes make a coverage: each class in each bin, left out and kept.
     *
     * @param classes number of them
     */
    public record Groups(ScoreRanges bins, int classes, SelectionRule rule) {
        /** Those of some examples; there must be some. */
        public static Groups of(OrderStatistics examples, SelectionRule rule) {
            ScoreRanges bins = ScoreRanges.ofEqualWidth(examples.lowestScore(), examples.highestScore(), BINS);
            return new Groups(bins, examples.classes(), rule);
        }

        /** What is counted. */
        public Grouping.ByFate grouping() {
            return new Grouping.ByFate(new Grouping.OfEachClass(bins, classes), rule);
        }

        /**
         * The coverage.
         *
         * @param sizes number of examples of each group of {@link #grouping}
         */
        public SelectionCoverage coverage(LongStream sizes) {
            long[] counted = sizes.toArray();
            List<List<Count>> counts = new ArrayList<>();
            for (int label = 0; label < classes; label++) {
                int first = label * bins.groups();
                counts.add(IntStream.range(first, first + bins.groups())
                        .mapToObj(group -> count(counted[2 * group], counted[2 * group + 1]))
                        .toList());
            }
            return new SelectionCoverage(bins, counts);
        }
    }

    /** Counts the examples that a rule keeps; there must be some examples. */
    public static SelectionCoverage of(OrderStatistics examples, SelectionRule rule) {
        Groups groups = Groups.of(examples, rule);
        return groups.coverage(examples.sizes(groups.grouping()).stream().mapToLong(Integer::longValue));
    }

    private static Count count(long leftOut, long kept) {
        return new Count(leftOut + kept, kept);
    }

    /** All and kept examples of each class. */
    public List<Count> ofClasses() {
        return counts.stream().map(Count::sum).toList();
    }

    /** The bins, ascending. */
    public List<Range> histogram() {
        return ranges(1);
    }

    /** The strata, ascending: ten, or fewer where there are fewer bins. */
    public List<Range> strata() {
        return ranges(BINS_OF_A_STRATUM);
    }

    /** All and kept examples of a class in each stratum. */
    public List<Count> strata(int label) {
        return strided(BINS_OF_A_STRATUM)
                .mapToObj(first -> sum(counts.get(label), first, BINS_OF_A_STRATUM))
                .toList();
    }

    private List<Range> ranges(int width) {
        return strided(width)
                .mapToObj(first -> new Range(
                        bins.starts().get(first),
                        bins.end(Math.min(first + width, bins.groups()) - 1),
                        Count.sum(counts.stream()
                                .map(ofClass -> sum(ofClass, first, width))
                                .toList())))
                .toList();
    }

    private IntStream strided(int width) {
        return IntStream.iterate(0, first -> first < bins.groups(), first -> first + width);
    }

    private static Count sum(List<Count> ofBins, int first, int width) {
        return Count.sum(ofBins.subList(first, Math.min(first + width, ofBins.size())));
    }

    /** Number of examples. */
    public long examples() {
        return Count.sum(ofClasses()).examples();
    }

    /** Number of kept examples. */
    public long keptExamples() {
        return Count.sum(ofClasses()).kept();
    }

    /** Classes of which no example is kept, though there are some. */
    public List<Integer> missing() {
        List<Count> classes = ofClasses();
        return IntStream.range(0, classes.size())
                .filter(label ->
                        classes.get(label).kept() == 0 && classes.get(label).examples() > 0)
                .boxed()
                .toList();
    }
}
