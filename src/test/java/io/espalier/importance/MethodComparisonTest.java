package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.importance.MethodComparison.Agreement;
import io.espalier.importance.Selector.Ccs;
import io.espalier.importance.Selector.Top;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MethodComparisonTest {
    private static final Ccs CCS = new Ccs(BigDecimal.ZERO);
    private static final List<ScoreMethod> PAIR = List.of(ScoreMethod.EL2N, ScoreMethod.LOSS);

    @Test
    void theSameOrderKeepsTheSameExamples() {
        Agreement agreement = only(PAIR, 2, new double[] {1, 2, 3, 4}, new double[] {10, 20, 30, 99});

        assertThat(agreement.both()).isEqualTo(2);
        assertThat(agreement.kept()).isEqualTo(2);
        assertThat(agreement.share()).isEqualTo(1);
        assertThat(agreement.chance()).as("2 of 4 kept by each: 2 * 2 / 4 of 2").isEqualTo(0.5);
        assertThat(agreement.rankCorrelation()).hasValue(1);
    }

    @Test
    void theOppositeOrderKeepsTheOthers() {
        Agreement agreement = only(PAIR, 2, new double[] {1, 2, 3, 4}, new double[] {9, 8, 7, 0});

        assertThat(agreement.both()).isZero();
        assertThat(agreement.share()).isZero();
        assertThat(agreement.rankCorrelation()).hasValue(-1);
    }

    @Test
    void lowScoresThatAreImportantAreTheHighOnes() {
        Agreement agreement = only(
                List.of(ScoreMethod.EL2N, ScoreMethod.AUM), 3, new double[] {1, 2, 3, 4}, new double[] {9, 8, 7, 0});

        assertThat(agreement.both()).isEqualTo(3);
        assertThat(agreement.rankCorrelation()).hasValue(1);
    }

    /** Ranks 1, 2, 3, 4 against 1, 3, 2, 4: 1 - 6 (0 + 1 + 1 + 0) / (4 (16 - 1)). */
    @Test
    void rankCorrelationIsSpearmans() {
        assertThat(only(PAIR, 3, new double[] {1, 2, 3, 4}, new double[] {1, 3, 2, 4})
                        .rankCorrelation())
                .hasValue(0.8);
    }

    /** Ranks 1, 2, 3, 4 against 1.5, 1.5, 3.5, 3.5: 4 / sqrt(5 * 4). */
    @Test
    void equalScoresShareTheirMeanRank() {
        assertThat(only(PAIR, 3, new double[] {1, 2, 3, 4}, new double[] {0, 0, 5, 5})
                        .rankCorrelation()
                        .orElseThrow())
                .isCloseTo(4 / Math.sqrt(20), within(1e-15));
    }

    @Test
    void equalScoresAloneHaveNoRankCorrelation() {
        Agreement agreement = only(PAIR, 3, new double[] {1, 2, 3, 4}, new double[] {5, 5, 5, 5});

        assertThat(agreement.rankCorrelation()).isEmpty();
        assertThat(agreement.both()).isBetween(2L, 3L);
    }

    @Test
    void manyRanksAreKnownToAHundredth() {
        double[] first = uniform(3, 3_000);
        double[] noise = uniform(4, 3_000);
        double[] second =
                IntStream.range(0, 3_000).mapToDouble(i -> first[i] + noise[i]).toArray();

        assertThat(only(PAIR, 1_000, first, second).rankCorrelation().orElseThrow())
                .isCloseTo(spearman(first, second), within(2e-3));
    }

    private static double[] uniform(long seed, int count) {
        SplitMix64 random = new SplitMix64(seed);
        return DoubleStream.generate(random::nextDouble).limit(count).toArray();
    }

    /** All differ: Pearson's correlation of the places in the sorted order. */
    private static double spearman(double[] first, double[] second) {
        int n = first.length;
        double[] sortedFirst = first.clone();
        double[] sortedSecond = second.clone();
        Arrays.sort(sortedFirst);
        Arrays.sort(sortedSecond);
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double difference =
                    Arrays.binarySearch(sortedFirst, first[i]) - Arrays.binarySearch(sortedSecond, second[i]);
            squares += difference * difference;
        }
        return 1 - 6 * squares / ((double) n * ((double) n * n - 1));
    }

    /** Inside its strata ccs draws by hash, the same for both: more than kept / all in common, and no sign of agreement. */
    @Test
    void unrelatedMethodsAgreeByChance() {
        ListedExamples examples = examples(PAIR, skewed(uniform(5, 4_000)), skewed(uniform(6, 4_000)));
        for (Selector selector : List.of(new Top(), CCS, new Selector.Mixture(new Top(), new BigDecimal("0.5")))) {
            Agreement agreement = MethodComparison.of(examples, selector, 1_200).get(0);

            // Three standard deviations of the number that 1,200 and 1,200 of 4,000 have in common.
            assertThat(agreement.share()).as("%s", selector).isCloseTo(agreement.chance(), within(0.035));
        }
        assertThat(MethodComparison.of(examples, CCS, 1_200).get(0).chance()).isGreaterThan(0.35);
        assertThat(MethodComparison.of(examples, new Top(), 1_200).get(0).chance())
                .isCloseTo(0.3, within(0.01));
    }

    private static double[] skewed(double[] uniform) {
        return Arrays.stream(uniform).map(u -> u * u * u).toArray();
    }

    @Test
    void everyPairIsComparedOnce() {
        List<Agreement> agreements = MethodComparison.of(
                examples(
                        List.of(ScoreMethod.EL2N, ScoreMethod.LOSS, ScoreMethod.MARGIN),
                        new double[] {1, 2, 3, 4},
                        new double[] {1, 2, 4, 3},
                        new double[] {4, 3, 2, 1}),
                new Top(),
                1);

        assertThat(agreements).extracting(Agreement::first).containsExactly(0, 0, 1);
        assertThat(agreements).extracting(Agreement::second).containsExactly(1, 2, 2);
        assertThat(agreements).extracting(Agreement::both).containsExactly(0L, 0L, 0L);
        assertThat(agreements)
                .extracting(agreement -> agreement.rankCorrelation().orElseThrow())
                .containsExactly(0.8, -1.0, -0.8);
    }

    @Test
    void oneMethodIsComparedWithNone() {
        assertThat(MethodComparison.of(examples(List.of(ScoreMethod.EL2N), new double[] {1, 2}), new Top(), 1))
                .isEmpty();
    }

    @Test
    void orderOfExamplesDoesNotMatter() {
        ListedExamples examples = examples(PAIR, uniform(1, 300), uniform(2, 300));
        List<ScoredExample> turned = new ArrayList<>(examples.examples());
        Collections.reverse(turned);

        assertThat(MethodComparison.of(new ListedExamples(PAIR, 1, 9, turned), CCS, 70))
                .isEqualTo(MethodComparison.of(examples, CCS, 70));
    }

    private static Agreement only(List<ScoreMethod> methods, int kept, double[]... scores) {
        return MethodComparison.of(examples(methods, scores), new Top(), kept).get(0);
    }

    private static ListedExamples examples(List<ScoreMethod> methods, double[]... scores) {
        List<ScoredExample> examples = new ArrayList<>();
        for (int i = 0; i < scores[0].length; i++) {
            int row = i;
            examples.add(new ScoredExample(
                    i, 0, Arrays.stream(scores).map(ofMethod -> ofMethod[row]).toList()));
        }
        return new ListedExamples(methods, 1, 9, examples);
    }
}
