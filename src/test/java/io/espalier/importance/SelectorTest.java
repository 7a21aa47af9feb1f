package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.importance.Examples.Example;
import io.espalier.importance.SelectionRule.Cells;
import io.espalier.importance.SelectionRule.Priority;
import io.espalier.importance.Selector.Bottom;
import io.espalier.importance.Selector.Ccs;
import io.espalier.importance.Selector.ClassBalanced;
import io.espalier.importance.Selector.Mixture;
import io.espalier.importance.Selector.Random;
import io.espalier.importance.Selector.Top;
import io.espalier.importance.Selector.Weighted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final long SEED = 7;
    private static final int CLASSES = 5;
    private static final Ccs CCS = new Ccs(BigDecimal.ZERO);
    private static final List<Selector> ALL = List.of(
            new Random(),
            new Top(),
            new Bottom(),
            new ClassBalanced(),
            new Weighted(),
            CCS,
            new Ccs(new BigDecimal("0.1")),
            new Ccs(new BigDecimal("0.3")),
            new Mixture(new Top(), new BigDecimal("0.3")),
            new Mixture(new Bottom(), new BigDecimal("0.9")),
            new Mixture(CCS, new BigDecimal("0.2")));

    @Test
    void everySelectorIsInTheContractTests() {
        Set<Class<?>> tested = Set.of(
                Random.class, Top.class, Bottom.class, ClassBalanced.class, Ccs.class, Weighted.class, Mixture.class);

        assertThat(Selector.class.getPermittedSubclasses()).containsExactlyInAnyOrderElementsOf(tested);
    }

    @Test
    void everyCountKeepsTheExamplesOfTheSlowReference() {
        tables().forEach((name, examples) -> {
            for (Selector selector : fitting(examples)) {
                SelectionOrder order = selector.order(new SortedTable(Examples.table(examples), CLASSES, SEED));
                for (int count = least(selector, examples); count <= examples.size(); count++) {
                    Selection selection = order.select(3, count);
                    assertThat(Examples.kept(examples, selection, SEED))
                            .as("%s, %s, %d", name, selector, count)
                            .hasSize(count)
                            .isEqualTo(Examples.ids(slow(selector, examples, count)));
                    assertThat(selection.count()).isEqualTo(count);
                    assertThat(selection.version()).isEqualTo(3);
                }
            }
        });
    }

    @Test
    void orderOfRowsDoesNotMatter() {
        SplitMix64 random = new SplitMix64(11);
        tables().forEach((name, examples) -> {
            int[] rows = IntStream.range(0, examples.size()).toArray();
            random.shuffle(rows);
            ScoreTable shuffled =
                    Examples.table(IntStream.of(rows).mapToObj(examples::get).toList());
            for (Selector selector : fitting(examples)) {
                SelectionOrder order = selector.order(new SortedTable(Examples.table(examples), CLASSES, SEED));
                SelectionOrder other = selector.order(new SortedTable(shuffled, CLASSES, SEED));
                for (int count = least(selector, examples); count <= examples.size(); count += 7) {
                    assertThat(other.select(1, count))
                            .as("%s, %s", name, selector)
                            .isEqualTo(order.select(1, count));
                }
            }
        });
    }

    /** Largest remainder may take an example from a class when the count grows, so ccs is nested inside one class only. */
    @Test
    void smallerSelectionIsPartOfTheLarger() {
        Map<String, List<Example>> tables = tables();
        for (Selector selector : List.of(new Random(), new Top(), new Bottom(), new ClassBalanced())) {
            tables.values().forEach(examples -> assertNested(selector, examples));
        }
        List<Example> oneClass = tables.get("one class");
        assertNested(CCS, oneClass);
        assertNested(new Ccs(new BigDecimal("0.3")), oneClass);
    }

    @Test
    void everySeedGivesAnotherRandomChoice() {
        List<Example> examples = tables().get("continuous");
        for (Selector selector : List.of(new Random(), new ClassBalanced(), CCS)) {
            Set<Long> first = Examples.kept(
                    examples,
                    selector.order(new SortedTable(Examples.table(examples), CLASSES, 1))
                            .select(1, 60),
                    1);
            Set<Long> second = Examples.kept(
                    examples,
                    selector.order(new SortedTable(Examples.table(examples), CLASSES, 2))
                            .select(1, 60),
                    2);
            assertThat(first).as(selector.toString()).isNotEqualTo(second);
        }
    }

    @Test
    void topTakesTheHighestScoresInTwoCells() {
        ScoreTable table =
                new ScoreTable(new long[] {1, 2, 3, 4}, new int[] {0, 1, 0, 1}, new double[] {.1, .7, .3, .9});

        Selection selection = new Top().order(new SortedTable(table, 2, SEED)).select(1, 2);

        assertThat(((Cells) selection.rule()).cells()).hasSize(2);
        assertThat(keptIds(table, selection)).containsExactly(2L, 4L);
    }

    @Test
    void classBalancedPassesOnWhatASmallClassCannotGive() {
        // classes of 1, 4 and 6 examples, 8 kept: 1, then 7 left for two classes: 3 and 4
        assertThat(coverage(new ClassBalanced(), 8, 1, 4, 6)).containsExactly(1L, 3L, 4L);
    }

    @Test
    void ccsKeepsClassesInProportion() {
        // 20 of 40: quotas 5, 10, 5 of 10, 20, 10
        assertThat(coverage(CCS, 20, 10, 20, 10)).containsExactly(5L, 10L, 5L);
        // 7 of 40: quotas 1.75, 3.5, 1.75: whole 1, 3, 1; the two left go to the remainders .75
        assertThat(coverage(CCS, 7, 10, 20, 10)).containsExactly(2L, 3L, 2L);
    }

    @Test
    void ccsKeepsAtLeastOneOfEachClass() {
        // 10 of 102: quotas .196, 9.8 would give 0 and 10
        assertThat(coverage(CCS, 10, 2, 100)).containsExactly(1L, 9L);
        // lifting the first class leaves 3 for 60 + 21: quotas 2.22, .78, so the third is lifted too
        assertThat(coverage(CCS, 4, 1, 60, 21)).containsExactly(1L, 2L, 1L);
        assertThat(coverage(CCS, 3, 1, 60, 21)).containsExactly(1L, 1L, 1L);
    }

    @Test
    void ccsSharesEquallyAmongStrataOfEqualWidth() {
        // 100 examples: 5 strata of width .2 over [0, 1] with 60, 20, 10, 6, 4 examples; 50 kept:
        // 4, 6, 10 in full, then 30 left for two: 15 each
        double[] scores = new double[100];
        int[] sizes = {60, 20, 10, 6, 4};
        int row = 0;
        for (int stratum = 0; stratum < 5; stratum++) {
            for (int i = 0; i < sizes[stratum]; i++) {
                scores[row++] = stratum * .2 + .01 + .18 * i / sizes[stratum];
            }
        }
        scores[0] = 0;
        scores[99] = 1;
        ScoreTable table = new ScoreTable(LongStream.range(0, 100).toArray(), new int[100], scores);

        Selection selection = CCS.order(new SortedTable(table, 1, SEED)).select(1, 50);

        int[] kept = new int[5];
        for (long id : keptIds(table, selection)) {
            kept[Math.min(4, (int) (scores[(int) id] / .2))]++;
        }
        assertThat(kept).containsExactly(15, 15, 10, 6, 4);
    }

    @Test
    void ccsHasAStratumFor20ExamplesUpTo50() {
        assertThat(IntStream.of(1, 19, 39, 40, 999, 1_000, 100_000).map(CoverageAllotment::strata))
                .containsExactly(1, 1, 1, 2, 49, 50, 50);
    }

    @Test
    void ccsDropsTheHardestOfEachClass() {
        ScoreTable table = new ScoreTable(
                LongStream.range(0, 20).toArray(),
                IntStream.range(0, 20).map(i -> i % 2).toArray(),
                IntStream.range(0, 20).mapToDouble(i -> i).toArray());

        Selection selection = new Ccs(new BigDecimal("0.3"))
                .order(new SortedTable(table, 2, SEED))
                .select(1, 14);

        assertThat(keptIds(table, selection))
                .containsExactlyElementsOf(LongStream.range(0, 14).boxed().toList());
    }

    @Test
    void droppedExamplesComeBackFromTheEasiestUp() {
        ScoreTable table = new ScoreTable(
                LongStream.range(0, 10).toArray(),
                new int[10],
                IntStream.range(0, 10).mapToDouble(i -> -i).toArray());

        Selection selection = new Ccs(new BigDecimal("0.5"))
                .order(new SortedTable(table, 1, SEED))
                .select(1, 8);

        assertThat(keptIds(table, selection)).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void ccsRefusesMoreThanItsStrataHoldAsATarget() {
        Ccs ccs = new Ccs(new BigDecimal("0.3"));

        ccs.requirePossible(List.of(10L, 15L), 18); // 7 + 11
        assertThatThrownBy(() -> ccs.requirePossible(List.of(10L, 15L), 19))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ccs keeps at most 18 examples when the hardest 0.3 of each class are dropped: 19");
    }

    @Test
    void ccsRefusesFewerExamplesThanClasses() {
        String message = "ccs keeps at least 1 example of each of 2 classes: 1";

        assertThatThrownBy(() -> CCS.requirePossible(List.of(3L, 0L, 3L), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        ScoreTable table = new ScoreTable(new long[] {1, 2, 3}, new int[] {0, 2, 2}, new double[3]);
        assertThatThrownBy(() -> CCS.order(new SortedTable(table, 3, SEED)).select(1, 1))
                .hasMessage(message);
    }

    @Test
    void topCautionsBelowHalfOfTheExamples() {
        assertThat(new Top().caution(new BigDecimal("0.50"))).isEmpty();
        assertThat(new Top().caution(new BigDecimal("0.49")))
                .contains(
                        "top keeps only hard examples; below 0.5 it may lose quality, below about 0.3 it is worse than random: 0.49");
        assertThat(CCS.caution(new BigDecimal("0.1"))).isEmpty();
    }

    @Test
    void countOutOfRangeIsRefused() {
        ScoreTable table = new ScoreTable(new long[] {1, 2}, new int[2], new double[] {1, 2});
        for (Selector selector : ALL) {
            SelectionOrder order = selector.order(new SortedTable(table, 1, SEED));
            for (int count : new int[] {0, 3}) {
                String message = "Examples kept must be in [1, 2]: " + count;
                assertThatThrownBy(() -> order.select(1, count))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(message);
                assertThatThrownBy(() -> selector.requirePossible(List.of(2L), count))
                        .hasMessage(message);
            }
        }
    }

    @Test
    void bottomCautions() {
        assertThat(new Bottom().caution(new BigDecimal("0.9")))
                .contains("bottom keeps only easy examples, and may leave out classes: compare with random");
    }

    @Test
    void weightedWeighsWhatIsLikelyToBeLeftOut() {
        // tau = 8: the highest priority that is not kept
        Priority rule = new Priority(new Ranking.ByPriority(0.5), 10, -1, 8);

        assertThat(rule.weight(0, 16, 0)).isEqualTo(1);
        assertThat(rule.weight(0, 2, 0)).isEqualTo(4);
        assertThat(rule.weight(0, 0.1, 0)).as("counts as 0.5").isEqualTo(16);
    }

    @Test
    void priorityIsTheScoreOverTheHashAsAFraction() {
        Ranking.ByPriority ranking = new Ranking.ByPriority(0.5);

        assertThat(ranking.priority(3, -1L)).as("u = 1").isEqualTo(3);
        assertThat(ranking.priority(3, 1L << 62)).as("u = 1/4 + 2^-53").isCloseTo(12, within(1e-13));
        assertThat(ranking.priority(0, -1L)).isEqualTo(0.5);
        assertThat(ranking.priority(1, 0)).as("u = 2^-53").isEqualTo(0x1.0p53);
    }

    /**
     * Sums over the kept examples, each times its weight, are the sums over all in the mean: within 5 standard errors over 4,000 seeds, which a
     * right estimate exceeds once in two million times.
     */
    @Test
    void weightedSumsAreUnbiased() {
        SplitMix64 random = new SplitMix64(3);
        List<Example> examples = Examples.random(random, 24, r -> 0, r -> Math.pow(r.nextDouble(), 3));
        double[] values =
                DoubleStream.generate(random::nextDouble).limit(examples.size()).toArray();
        double whole = DoubleStream.of(values).sum();
        int seeds = 4_000;
        double sum = 0;
        double squares = 0;
        for (int seed = 0; seed < seeds; seed++) {
            SelectionRule rule = new Weighted()
                    .choose(new ListStatistics(examples, 1, seed), 7)
                    .rule();
            double estimate = 0;
            for (int i = 0; i < values.length; i++) {
                Example e = examples.get(i);
                long hash = Hashing.hash(e.id(), seed);
                estimate += rule.keeps(0, e.score(), hash) ? rule.weight(0, e.score(), hash) * values[i] : 0;
            }
            sum += estimate;
            squares += estimate * estimate;
        }
        double mean = sum / seeds;
        double standardError = Math.sqrt((squares / seeds - mean * mean) / seeds);
        assertThat(mean).isCloseTo(whole, within(5 * standardError));
        assertThat(standardError).as("narrow enough to show a bias").isLessThan(0.02 * whole);
    }

    /** A tenth of their mean is no double above 0. */
    @Test
    void weightedWeighsTheLeastScores() {
        double[] scores = {2 * Double.MIN_VALUE, 0, 0};
        ScoreTable table = new ScoreTable(new long[] {1, 2, 3}, new int[3], scores);

        for (int seed = 0; seed < 20; seed++) {
            Selection selection =
                    new Weighted().order(new SortedTable(table, 1, seed)).select(1, 2);
            for (int row = 0; row < 3; row++) {
                assertThat(selection.weight(0, scores[row], Hashing.hash(table.id(row), seed)))
                        .isFinite()
                        .isGreaterThanOrEqualTo(1);
            }
        }
    }

    @Test
    void weightedRefusesScoresWithoutAPositiveMean() {
        ScoreTable table = new ScoreTable(new long[] {1, 2}, new int[2], new double[] {-1, 1});

        assertThatThrownBy(() ->
                        new Weighted().order(new SortedTable(table, 1, SEED)).select(1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weighted needs importance with a mean above 0: 0.0");
    }

    @Test
    void weightedRefusesScoresWhosePrioritiesOverflow() {
        ScoreTable table =
                new ScoreTable(new long[] {1, 2, 3}, new int[3], new double[] {Double.MAX_VALUE, Double.MAX_VALUE, 1});

        assertThatThrownBy(() ->
                        new Weighted().order(new SortedTable(table, 1, SEED)).select(1, 1))
                .hasMessageStartingWith("weighted can't be used with scores this large");
    }

    @Test
    void mixtureRoundsItsRandomPartDown() {
        // 0.3 of 9 kept: 2 at random, 7 by score, of 20 with the scores 0 to 19
        ScoreTable table = new ScoreTable(
                LongStream.range(0, 20).toArray(),
                new int[20],
                IntStream.range(0, 20).mapToDouble(i -> i).toArray());

        Selection selection = new Mixture(new Top(), new BigDecimal("0.3"))
                .order(new SortedTable(table, 1, SEED))
                .select(1, 9);

        assertThat(keptIds(table, selection)).hasSize(9).contains(13L, 14L, 15L, 16L, 17L, 18L, 19L);
    }

    /**
     * Classes of 100 and 1,000, 150 by class_balanced (75 each) and 150 at random: of the 25 and 925 left out, 150 of 950 are drawn, so 3.947
     * of the small class in the mean, with a variance of 3.245 (hypergeometric). Within 5 standard errors over 200 seeds.
     */
    @Test
    void mixtureDrawsAlikeFromWhatWasLeftOutOfEachClass() {
        List<Example> examples = IntStream.range(0, 1_100)
                .mapToObj(id -> new Example(id, id < 100 ? 0 : 1, 0))
                .toList();
        Mixture mixture = new Mixture(new ClassBalanced(), new BigDecimal("0.5"));
        int seeds = 200;
        int drawn = 0;
        for (int seed = 0; seed < seeds; seed++) {
            SelectionOrder order = mixture.order(new SortedTable(Examples.table(examples), 2, seed));
            Set<Long> kept = Examples.kept(examples, order.select(1, 300), seed);
            drawn += (int) kept.stream().filter(id -> id < 100).count() - 75;
        }
        assertThat((double) drawn / seeds).isCloseTo(150 * 25 / 950.0, within(5 * Math.sqrt(3.245 / seeds)));
    }

    /** Of equal scores top keeps the lowest hashes: those that it leaves out are drawn as are the lower scores. */
    @Test
    void mixtureDrawsAlikeFromTiesThatWereLeftOut() {
        // 20 of 40 equal highest scores, then 20 at random of 20 ties and 40 lower ones: 20/3 ties, variance 20 x 1/3 x
        // 2/3 x 40/59 = 3.013
        List<Example> examples = IntStream.range(0, 80)
                .mapToObj(id -> new Example(id, 0, id < 40 ? 1 : 0))
                .toList();
        Mixture mixture = new Mixture(new Top(), new BigDecimal("0.5"));
        int seeds = 1_000;
        int drawn = 0;
        for (int seed = 0; seed < seeds; seed++) {
            SelectionOrder order = mixture.order(new SortedTable(Examples.table(examples), 1, seed));
            Set<Long> kept = Examples.kept(examples, order.select(1, 40), seed);
            drawn += (int) kept.stream().filter(id -> id < 40).count() - 20;
        }
        assertThat((double) drawn / seeds).isCloseTo(20 / 3.0, within(5 * Math.sqrt(3.013 / seeds)));
    }

    /**
     * 12 examples of one stratum, 4 dropped: 6 lower scores stay, and 2 of 3 equal ones. 6 of the 8 are kept, so 1.5 of the equal ones in the
     * mean, with a variance of 6 x 1/4 x 3/4 x 2/7 = 0.321. Within 5 standard errors over 2,000 seeds.
     */
    @Test
    void ccsKeepsAlikeOfEqualScoresAtItsCut() {
        double[] scores = {0, .1, .2, .3, .4, .5, .6, .6, .6, .7, .8, .9};
        List<Example> examples = IntStream.range(0, 12)
                .mapToObj(id -> new Example(id, 0, scores[id]))
                .toList();
        int seeds = 2_000;
        int kept = 0;
        for (int seed = 0; seed < seeds; seed++) {
            SelectionOrder order =
                    new Ccs(new BigDecimal("0.4")).order(new SortedTable(Examples.table(examples), 1, seed));
            Set<Long> ids = Examples.kept(examples, order.select(1, 6), seed);
            assertThat(ids).hasSize(6).allMatch(id -> id < 9);
            kept += (int) ids.stream().filter(id -> id >= 6).count();
        }
        assertThat((double) kept / seeds).isCloseTo(1.5, within(5 * Math.sqrt(0.3215 / seeds)));
    }

    @Test
    void ccsPartsEqualScoresOnlyWhereItsCutFallsAmongThem() {
        Ccs ccs = new Ccs(new BigDecimal("0.25"));
        ScoreTable apart = new ScoreTable(new long[] {1, 2, 3, 4}, new int[4], new double[] {1, 2, 2, 3});
        ScoreTable among = new ScoreTable(new long[] {1, 2, 3, 4}, new int[4], new double[] {1, 2, 2, 2});

        assertThat(((Cells) ccs.order(new SortedTable(apart, 1, SEED))
                                .select(1, 3)
                                .rule())
                        .cells())
                .hasSize(1);
        assertThat(((Cells) ccs.order(new SortedTable(among, 1, SEED))
                                .select(1, 3)
                                .rule())
                        .cells())
                .hasSize(2);
    }

    @Test
    void mixtureRefusesWhatCannotBeMixed() {
        String message = "A mixture with random examples can't be made of weighted or another mixture";
        BigDecimal half = new BigDecimal("0.5");
        assertThatThrownBy(() -> new Mixture(new Weighted(), half)).hasMessage(message);
        assertThatThrownBy(() -> new Mixture(new Mixture(new Top(), half), half))
                .hasMessage(message);
        assertThatThrownBy(() -> new Mixture(new Top(), BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Fraction of kept examples at random must be in [0, 1): 1");
        new Mixture(CCS, half).requirePossible(List.of(5L, 5L), 3); // 2 of them by ccs
        assertThatThrownBy(() -> new Mixture(CCS, half).requirePossible(List.of(5L, 5L), 2))
                .hasMessage("ccs keeps at least 1 example of each of 2 classes: 1");
    }

    @Test
    void allExamplesNeedNoCell() {
        ScoreTable table = new ScoreTable(new long[] {1, 2}, new int[2], new double[] {1, 2});
        for (Selector selector : ALL) {
            assertThat(selector.order(new SortedTable(table, 1, SEED)).select(4, 2))
                    .isEqualTo(Selection.all(4, 2));
        }
    }

    @Test
    void idInTwoRowsIsRefused() {
        ScoreTable table = new ScoreTable(new long[] {5, 6, 5}, new int[] {0, 0, 1}, new double[] {1, 2, 3});
        for (Selector selector : ALL) {
            assertThatThrownBy(() -> selector.order(new SortedTable(table, 2, SEED)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Example id stands in two rows: 5");
        }
    }

    @Test
    void labelOutOfRangeIsRefused() {
        ScoreTable table = new ScoreTable(new long[] {5, 6}, new int[] {0, 2}, new double[2]);
        for (Selector selector : ALL) {
            assertThatThrownBy(() -> selector.order(new SortedTable(table, 2, SEED)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Labels must be in [0, 2): 2 of example 6");
        }
    }

    @Test
    void hardestDroppedOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new Ccs(BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Fraction of hardest examples dropped must be in [0, 1): 1");
        assertThatThrownBy(() -> new Ccs(new BigDecimal("-0.1"))).hasMessageEndingWith("[0, 1): -0.1");
    }

    @Test
    void scoresThatAreNotFiniteAreRefusedByName() {
        double[] scores = {Double.NaN, 1, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN};

        assertThatThrownBy(() -> new ScoreTable(new long[] {9, 8, 7, 6, 5}, new int[5], scores))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Scores must be finite; 4 are not, the first of examples 9 (NaN), 7 (Infinity), 6 (NaN)");
    }

    @Test
    void columnsOfDifferentLengthAreRefused() {
        assertThatThrownBy(() -> new ScoreTable(new long[2], new int[3], new double[2]))
                .hasMessage("Columns differ in length: 2 ids, 3 labels, 2 scores");
    }

    /** Exact counts rest on this: no two ids have the same hash, because the id can be computed from the hash. */
    @Test
    void hashMapsIdsOneToOne() {
        SplitMix64 random = new SplitMix64(5);
        for (int i = 0; i < 10_000; i++) {
            long id = i < 100 ? i : random.nextLong();
            long seed = i % 3 == 0 ? i : random.nextLong();
            assertThat(idOf(Hashing.hash(id, seed), seed)).isEqualTo(id);
        }
    }

    /** xxHash64 of 8 bytes, backwards: every multiplier is odd, and x ^= x >>> k can be undone. */
    private static long idOf(long hash, long seed) {
        long p1 = 0x9E3779B185EBCA87L;
        long p2 = 0xC2B2AE3D27D4EB4FL;
        long p3 = 0x165667B19E3779F9L;
        long p4 = 0x85EBCA77C2B2AE63L;
        long p5 = 0x27D4EB2F165667C5L;
        long h = undoShift(hash, 32) * inverse(p3);
        h = undoShift(h, 29) * inverse(p2);
        h = undoShift(h, 33);
        h = Long.rotateRight((h - p4) * inverse(p1), 27) ^ (seed + p5 + 8);
        return Long.rotateRight(h * inverse(p1), 31) * inverse(p2);
    }

    private static long undoShift(long value, int bits) {
        long undone = value;
        for (int i = 0; i < Long.SIZE / bits; i++) {
            undone = value ^ (undone >>> bits);
        }
        return undone;
    }

    /** Inverse modulo 2^64 by Newton's iteration: every round doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    private static void assertNested(Selector selector, List<Example> examples) {
        SelectionOrder order = selector.order(new SortedTable(Examples.table(examples), CLASSES, SEED));
        Set<Long> smaller = Set.of();
        for (int count = 1; count <= examples.size(); count++) {
            Set<Long> kept = Examples.kept(examples, order.select(1, count), SEED);
            assertThat(kept).as("%s, %d", selector, count).containsAll(smaller);
            smaller = kept;
        }
    }

    @Test
    void onlyTopAndBottomHaveACut() {
        ScoreTable table = new ScoreTable(
                new long[] {1, 2, 3, 4, 5}, new int[] {0, 1, 0, 1, 0}, new double[] {.5, .1, .9, .1, .3});

        assertThat(cut(new Top(), table, 2)).hasValue(.5);
        assertThat(cut(new Top(), table, 4)).hasValue(.1);
        assertThat(cut(new Bottom(), table, 3)).hasValue(.3);
        for (Selector selector : List.of(
                new Random(),
                new ClassBalanced(),
                new Weighted(),
                CCS,
                new Mixture(new Top(), new BigDecimal("0.5")))) {
            assertThat(cut(selector, table, 3)).as("%s", selector).isEmpty();
        }
        assertThat(cut(new Top(), table, 5)).as("all are kept").isEmpty();
    }

    private static OptionalDouble cut(Selector selector, ScoreTable table, int count) {
        return selector.order(new SortedTable(table, 2, SEED))
                .select(1, count)
                .rule()
                .cut();
    }

    @Test
    void methodsAreComparedByTheSelectorWhereItCanChooseByEach() {
        assertThat(CCS.comparing()).isEqualTo(CCS);
        assertThat(new Mixture(CCS, new BigDecimal("0.5")).comparing())
                .isEqualTo(new Mixture(CCS, new BigDecimal("0.5")));
        assertThat(List.of(
                        new Random().comparing(),
                        new ClassBalanced().comparing(),
                        new Weighted().comparing(),
                        new Mixture(new Random(), new BigDecimal("0.5")).comparing()))
                .containsOnly(new Top());
    }

    private static List<Long> coverage(Selector selector, int count, int... classSizes) {
        List<Example> examples = new ArrayList<>();
        for (int label = 0; label < classSizes.length; label++) {
            for (int i = 0; i < classSizes[label]; i++) {
                examples.add(new Example(examples.size(), label, i));
            }
        }
        ScoreTable table = Examples.table(examples);
        Selection selection =
                selector.order(new SortedTable(table, classSizes.length, SEED)).select(1, count);
        return SelectionCoverage.of(new ListStatistics(examples, classSizes.length, SEED), selection.rule())
                .ofClasses()
                .stream()
                .map(SelectionCoverage.Count::kept)
                .toList();
    }

    private static List<Long> keptIds(ScoreTable table, Selection selection) {
        return IntStream.range(0, table.size())
                .filter(row -> selection.keeps(table.label(row), table.score(row), Hashing.hash(table.id(row), SEED)))
                .mapToObj(table::id)
                .sorted()
                .toList();
    }

    private static List<Example> slow(Selector selector, List<Example> examples, int count) {
        if (selector instanceof Random) {
            return SlowSelectors.random(examples, count, SEED);
        } else if (selector instanceof Top) {
            return SlowSelectors.top(examples, count, SEED);
        } else if (selector instanceof ClassBalanced) {
            return SlowSelectors.classBalanced(examples, count, SEED);
        } else if (selector instanceof Ccs ccs) {
            return SlowSelectors.ccs(examples, count, SEED, ccs.hardestDropped());
        } else if (selector instanceof Bottom) {
            return SlowSelectors.bottom(examples, count, SEED);
        } else if (selector instanceof Weighted) {
            return SlowSelectors.weighted(examples, count, SEED);
        } else if (selector instanceof Mixture mixture) {
            int random = (int) (count * mixture.randomFraction().doubleValue() + 1e-9);
            List<Example> chosen = slow(mixture.chosen(), examples, count - random);
            return SlowSelectors.withRandom(examples, chosen, random, SEED);
        }
        throw new AssertionError(selector);
    }

    /** The least number of examples that a selector can keep. */
    private static int least(Selector selector, List<Example> examples) {
        int count = 1;
        while (true) {
            try {
                selector.allot(new ListStatistics(examples, CLASSES, SEED), count);
                return count;
            } catch (IllegalArgumentException e) {
                count++;
            }
        }
    }

    /** Those whose scores a table has: weighted needs a positive mean, and room above its scores. */
    private static List<Selector> fitting(List<Example> examples) {
        double mean =
                examples.stream().mapToDouble(e -> e.score() / examples.size()).sum();
        boolean weighable = mean > 1e-9 && mean < 1e100;
        return ALL.stream()
                .filter(selector -> weighable || !(selector instanceof Weighted))
                .toList();
    }

    private static Map<String, List<Example>> tables() {
        SplitMix64 random = new SplitMix64(42);
        Map<String, List<Example>> tables = new LinkedHashMap<>();
        tables.put("one example", Examples.random(random, 1, r -> 3, SplitMix64::nextDouble));
        tables.put("one class", Examples.random(random, 90, r -> 2, SplitMix64::nextDouble));
        tables.put("continuous", Examples.random(random, 130, r -> r.nextInt(CLASSES), SplitMix64::nextGaussian));
        tables.put("ties", Examples.random(random, 130, r -> r.nextInt(2), r -> r.nextInt(4)));
        tables.put("one score", Examples.random(random, 70, r -> r.nextInt(3), r -> .5));
        tables.put("zeros of both signs", Examples.random(random, 70, r -> 1, r -> r.nextInt(2) == 0 ? -0.0 : 0.0));
        tables.put(
                "tiny classes", Examples.random(random, 90, r -> Math.max(0, r.nextInt(60) - 55), r -> r.nextInt(9)));
        tables.put("huge range", Examples.random(random, 50, r -> 0, r -> (r.nextDouble() * 2 - 1) * Double.MAX_VALUE));
        tables.put("skewed", Examples.random(random, 130, r -> 4, r -> Math.pow(r.nextDouble(), 9)));
        return Collections.unmodifiableMap(tables);
    }
}
