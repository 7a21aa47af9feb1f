package io.espalier.importance;

import io.espalier.importance.SelectionRule.WithRandom;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares what several methods make of the same examples: which they would keep, and how they order them. Made of counts, which can be
 * added up in any order. Travels.
 *
 * <p>Counts in this order: examples by hash; for each method kept examples by hash; for each pair the examples that both keep, then the
 * examples of each range of the one in each range of the other.
 *
 * @param methods at least 1
 * @param hashBins parts of equal width of the range of hashes
 */
public record MethodComparison(List<Side> methods, int hashBins) implements Serializable {
    /** Ranks are known up to a hundredth of the examples: 80 kB of counts a pair. */
    private static final int RANGES = 100;

    private static final int MOST_HASH_BINS = 64;
    /** With fewer, what two methods happen to keep both would count as chance. */
    private static final int EXAMPLES_OF_A_HASH_BIN = 100;

    public MethodComparison {
        methods = List.copyOf(methods);
    }

    /**
     * One method.
     *
     * @param rule of the examples that it would keep
     * @param ranges of about as many examples each
     */
    public record Side(SelectionRule rule, ScoreRanges ranges) implements Serializable {}

    /**
     * What two methods have in common.
     *
     * @param first its place among the methods
     * @param second its place, higher
     * @param kept by the first one, at least 1; the second one keeps as many
     * @param both kept by both
     * @param chance fraction of the kept that two methods would both keep which know nothing of each other, but draw by the same hashes
     * @param rankCorrelation Spearman's, in [-1, 1], of ranks up to a hundredth of the examples, equal scores at their mean rank; empty
     *     where all scores of one method are equal
     */
    public record Agreement(
            int first, int second, long kept, long both, double chance, OptionalDouble rankCorrelation) {
        /** Fraction of the kept that both keep. */
        public double share() {
            return (double) both / kept;
        }
    }

    /** How the methods agree: one element a pair, none where there is one method. */
    public static List<Agreement> of(ScoredExamples examples, Selector selector, int kept) {
        if (examples.methods().size() < 2) {
            return List.of();
        }
        List<Side> sides = new ArrayList<>();
        for (ScoreMethod method : examples.methods()) {
            OrderStatistics order = examples.by(method);
            sides.add(new Side(selector.choose(order, kept).rule(), ScoreRanges.ofEqualCounts(order, RANGES)));
        }
        int all = examples.by(examples.methods().get(0)).size();
        int hashBins = Math.max(1, Math.min(MOST_HASH_BINS, all / EXAMPLES_OF_A_HASH_BIN));
        MethodComparison comparison = new MethodComparison(sides, hashBins);
        return comparison.agreements(examples.count(comparison));
    }

    private record Pair(int first, int second) {}

    private Stream<Pair> pairs() {
        return IntStream.range(0, methods.size()).boxed().flatMap(first -> IntStream.range(first + 1, methods.size())
                .mapToObj(second -> new Pair(first, second)));
    }

    private int cells(Pair pair) {
        return ranges(pair.first()) * ranges(pair.second());
    }

    private int ranges(int method) {
        return methods.get(method).ranges().groups();
    }

    /** No example counted yet. */
    public long[] zeros() {
        int pairs = pairs().mapToInt(pair -> 1 + cells(pair)).sum();
        return new long[bins() * (1 + methods.size()) + pairs];
    }

    /** Parts of the range of hashes, each once for every number of methods whose random part an example is too high for. */
    private int bins() {
        return hashBins * (1 + methods.size());
    }

    private int bin(long hash) {
        int part = (int) (((hash >>> Integer.SIZE) * hashBins) >>> Integer.SIZE);
        int notDrawn = 0;
        for (Side side : methods) {
            notDrawn += side.rule() instanceof WithRandom mixed && !mixed.draws(hash) ? 1 : 0;
        }
        return part * (1 + methods.size()) + notDrawn;
    }

    /**
     * Adds one example to counts.
     *
     * @param label class index
     * @param importance by each method
     * @param hash {@code Hashing.hash(id, seed)} with the seed of the selection
     */
    public void count(int label, double[] importance, long hash, long[] counts) {
        int bin = bin(hash);
        boolean[] kept = new boolean[importance.length];
        int[] range = new int[importance.length];
        counts[bin]++;
        for (int method = 0; method < importance.length; method++) {
            Side side = methods.get(method);
            kept[method] = side.rule().keeps(label, importance[method], hash);
            range[method] = side.ranges().group(label, importance[method], hash);
            counts[bins() * (1 + method) + bin] += kept[method] ? 1 : 0;
        }
        int at = bins() * (1 + importance.length);
        for (int first = 0; first < importance.length; first++) {
            for (int second = first + 1; second < importance.length; second++) {
                counts[at] += kept[first] && kept[second] ? 1 : 0;
                counts[at + 1 + range[first] * ranges(second) + range[second]]++;
                at += 1 + ranges(first) * ranges(second);
            }
        }
    }

    private List<Agreement> agreements(long[] counts) {
        long[] all = Arrays.copyOf(counts, bins());
        List<Agreement> agreements = new ArrayList<>();
        int at = bins() * (1 + methods.size());
        for (Pair pair : pairs().toList()) {
            long[] first = keptByHash(counts, pair.first());
            long[] second = keptByHash(counts, pair.second());
            long kept = Arrays.stream(first).sum();
            double expected = IntStream.range(0, bins())
                    .filter(bin -> all[bin] > 0)
                    .mapToDouble(bin -> (double) first[bin] * second[bin] / all[bin])
                    .sum();
            long[] cells = Arrays.copyOfRange(counts, at + 1, at + 1 + cells(pair));
            agreements.add(new Agreement(
                    pair.first(),
                    pair.second(),
                    kept,
                    counts[at],
                    expected / kept,
                    RankCorrelation.of(cells, ranges(pair.second()))));
            at += 1 + cells.length;
        }
        return agreements;
    }

    private long[] keptByHash(long[] counts, int method) {
        int start = bins() * (1 + method);
        return Arrays.copyOfRange(counts, start, start + bins());
    }
}
