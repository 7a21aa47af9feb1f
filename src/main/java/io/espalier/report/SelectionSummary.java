package io.espalier.report;

import io.espalier.importance.ScoreTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * What the report shows of the scores of the training examples and of the final selection.
 *
 * @param classes kept and all training examples of each class, in class order
 * @param lowest examples with the lowest scores, lowest first
 * @param highest examples with the highest scores, highest first
 * @param histogram bins of equal width over the range of the scores, ascending; the highest score belongs to the last bin
 */
public record SelectionSummary(
        List<ClassCount> classes, List<ShownExample> lowest, List<ShownExample> highest, List<ScoreBin> histogram) {
    /** Bins that {@link #of} makes. */
    private static final int BINS = 30;

    public SelectionSummary {
        classes = List.copyOf(classes);
        lowest = List.copyOf(lowest);
        highest = List.copyOf(highest);
        histogram = List.copyOf(histogram);
    }

    /**
     * Training examples of one class.
     *
     * @param name of the class
     * @param kept of them in the final selection, at most total
     */
    public record ClassCount(String name, long kept, long total) {
        public ClassCount {
            requireKept(kept, total);
        }
    }

    /**
     * One example to look at.
     *
     * @param id of the example
     * @param label name of its class
     * @param score its importance, higher = more important
     * @param kept whether the final selection holds it
     */
    public record ShownExample(long id, String label, double score, boolean kept, ExampleFeatures features) {}

    /**
     * Examples with a score from {@code from}, inclusive, to {@code to}, exclusive but in the last bin.
     *
     * @param kept of them in the final selection, at most total
     */
    public record ScoreBin(double from, double to, long kept, long total) {
        public ScoreBin {
            requireKept(kept, total);
        }
    }

    /**
     * The summary of a table. Linear in the rows but for a factor log(shown).
     *
     * @param kept whether the final selection holds the example of a row
     * @param classes names in index order
     * @param shown examples at either end of the scores; with fewer examples than that, each list has all of them
     * @param features reads the examples with the given ids at once; must return every one of them
     */
    public static SelectionSummary of(
            ScoreTable table,
            IntPredicate kept,
            List<String> classes,
            int shown,
            Function<Set<Long>, Map<Long, ExampleFeatures>> features) {
        Comparator<Integer> ascending =
                Comparator.<Integer>comparingDouble(table::score).thenComparingLong(table::id);
        Comparator<Integer> descending =
                Comparator.<Integer>comparingDouble(row -> -table.score(row)).thenComparingLong(table::id);
        List<Integer> lowest = first(table.size(), shown, ascending);
        List<Integer> highest = first(table.size(), shown, descending);
        Set<Long> ids = new TreeSet<>();
        lowest.forEach(row -> ids.add(table.id(row)));
        highest.forEach(row -> ids.add(table.id(row)));
        Map<Long, ExampleFeatures> values = features.apply(ids);
        Function<Integer, ShownExample> show = row -> new ShownExample(
                table.id(row),
                classes.get(table.label(row)),
                table.score(row),
                kept.test(row),
                requireValues(values, table.id(row)));
        return new SelectionSummary(
                countClasses(table, kept, classes),
                lowest.stream().map(show).toList(),
                highest.stream().map(show).toList(),
                histogram(table, kept, BINS));
    }

    private static List<ClassCount> countClasses(ScoreTable table, IntPredicate kept, List<String> classes) {
        long[] keptCounts = new long[classes.size()];
        long[] totals = new long[classes.size()];
        for (int row = 0; row < table.size(); row++) {
            totals[table.label(row)]++;
            keptCounts[table.label(row)] += kept.test(row) ? 1 : 0;
        }
        List<ClassCount> counts = new ArrayList<>();
        for (int i = 0; i < totals.length; i++) {
            counts.add(new ClassCount(classes.get(i), keptCounts[i], totals[i]));
        }
        return counts;
    }

    /** The first rows of an order, in that order, without sorting all of them. */
    private static List<Integer> first(int rows, int count, Comparator<Integer> order) {
        PriorityQueue<Integer> best = new PriorityQueue<>(order.reversed());
        for (int row = 0; row < rows; row++) {
            best.add(row);
            if (best.size() > count) {
                best.remove();
            }
        }
        return best.stream().sorted(order).toList();
    }

    private static List<ScoreBin> histogram(ScoreTable table, IntPredicate kept, int bins) {
        if (table.size() == 0) {
            return List.of();
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < table.size(); row++) {
            low = Math.min(low, table.score(row));
            high = Math.max(high, table.score(row));
        }
        int used = high > low ? bins : 1;
        long[] keptCounts = new long[used];
        long[] totals = new long[used];
        for (int row = 0; row < table.size(); row++) {
            int bin = high > low ? (int) Math.min(used - 1, (table.score(row) - low) / (high - low) * used) : 0;
            totals[bin]++;
            keptCounts[bin] += kept.test(row) ? 1 : 0;
        }
        List<ScoreBin> histogram = new ArrayList<>();
        for (int i = 0; i < used; i++) {
            double width = (high - low) / used;
            histogram.add(new ScoreBin(
                    low + i * width, i == used - 1 ? high : low + (i + 1) * width, keptCounts[i], totals[i]));
        }
        return histogram;
    }

    private static ExampleFeatures requireValues(Map<Long, ExampleFeatures> values, long id) {
        ExampleFeatures found = values.get(id);
        if (found == null) {
            throw new IllegalStateException("No features were read for the example with id " + id);
        }
        return found;
    }

    private static void requireKept(long kept, long total) {
        if (kept < 0 || kept > total) {
            throw new IllegalArgumentException("Kept examples must be in [0, " + total + "]: " + kept);
        }
    }
}
