package io.espalier.importance;

import io.espalier.importance.OrderStatistics.Place;
import io.espalier.importance.Ranking.LowestFirst;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ranges of scores without gaps: each from its start to the next one's, which belongs to the range above; the last one holds the highest
 * score too.
 *
 * @param starts lowest score of each range, ascending
 * @param highest score of the last range, at least its start
 */
public record ScoreRanges(List<Double> starts, double highest) implements Grouping {
    public ScoreRanges {
        starts = List.copyOf(starts);
        for (int i = 1; i < starts.size(); i++) {
            requireAscending(starts.get(i - 1) < starts.get(i), starts, highest);
        }
        requireAscending(!starts.isEmpty() && starts.get(starts.size() - 1) <= highest, starts, highest);
    }

    private static void requireAscending(boolean ascends, List<Double> starts, double highest) {
        if (!ascends) {
            throw new IllegalArgumentException("Ranges must ascend: starts " + starts + ", highest " + highest);
        }
    }

    /** Ranges of equal width; fewer than asked for where scores lie too close together, one where all are equal. */
    static ScoreRanges ofEqualWidth(double lowest, double highest, int count) {
        double width = highest / count - lowest / count; // the whole width may overflow
        List<Double> starts = new ArrayList<>(List.of(lowest));
        for (int i = 1; i < count; i++) {
            double start = lowest + i * width;
            if (start > starts.get(starts.size() - 1) && start < highest) {
                starts.add(start);
            }
        }
        return new ScoreRanges(starts, highest);
    }

    /** Ranges of as many examples each as can be, where equal scores stay together: fewer than asked for where many are equal. */
    static ScoreRanges ofEqualCounts(OrderStatistics examples, int count) {
        int ranges = Math.min(count, examples.size());
        List<Place> places = IntStream.range(0, ranges)
                .mapToObj(i -> new Place(0, (int) ((long) i * examples.size() / ranges)))
                .toList();
        List<Double> starts = examples.at(new Parts.Everything(), new LowestFirst(), places).stream()
                .map(key -> SortableBits.value(key.first()))
                .distinct()
                .toList();
        return new ScoreRanges(starts, examples.highestScore());
    }

    /** Where a range ends: at the start of the next one, which it does not hold, or at the highest score. */
    public double end(int range) {
        return range == starts.size() - 1 ? highest : starts.get(range + 1);
    }

    @Override
    public int groups() {
        return starts.size();
    }

    /** O(1) where ranges have about the same width, else O(log ranges). */
    @Override
    public int group(int label, double score, long hash) {
        double lowest = starts.get(0);
        if (!(score >= lowest && score <= highest)) {
            return NONE;
        }
        // The whole width may overflow or be 0: then it is the first range.
        int guess = Math.min((int) ((score - lowest) / (highest - lowest) * starts.size()), starts.size() - 1);
        return holds(guess, score) ? guess : found(score);
    }

    private boolean holds(int range, double score) {
        return starts.get(range) <= score && (range == starts.size() - 1 || score < starts.get(range + 1));
    }

    private int found(double score) {
        int low = 0;
        int high = starts.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (score < starts.get(middle)) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }

    @Override
    public boolean usesLabels() {
        return false;
    }
}
