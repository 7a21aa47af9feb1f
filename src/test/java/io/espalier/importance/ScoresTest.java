package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoresTest {
    @Test
    void el2nIsTheLengthOfTheErrorVector() {
        // binary fractions, so exact: (.25 - 1, .5, .25): .5625 + .25 + .0625 = .875
        float[] probabilities = {9, 9, 0.25f, 0.5f, 0.25f};

        assertThat(Scores.el2n(probabilities, 2, 3, 0)).isEqualTo(Math.sqrt(0.875));
        // (.25, -.5, .25): .375
        assertThat(Scores.el2n(probabilities, 2, 3, 1)).isEqualTo(Math.sqrt(0.375));
    }

    @Test
    void el2nOfACertainAnswerIsZeroOrRootTwo() {
        float[] probabilities = {1, 0};

        assertThat(Scores.el2n(probabilities, 0, 2, 0)).isZero();
        assertThat(Scores.el2n(probabilities, 0, 2, 1)).isEqualTo(Math.sqrt(2));
    }

    @Test
    void el2nOfAGuessAmongTenIsRootPointNine() {
        float[] probabilities = new float[10];
        java.util.Arrays.fill(probabilities, 0.1f);

        // .9^2 + 9 x .1^2 = .9; the float .1 is off by 1.5e-9
        assertThat(Scores.el2n(probabilities, 0, 10, 4)).isCloseTo(Math.sqrt(0.9), within(1e-8));
    }

    @Test
    void el2nPassesNanOn() {
        assertThat(Scores.el2n(new float[] {Float.NaN, 0}, 0, 2, 1)).isNaN();
    }

    @Test
    void labelOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Scores.el2n(new float[2], 0, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Label must be in [0, 2): 2");
        assertThatThrownBy(() -> Scores.el2n(new float[2], 0, 2, -1)).hasMessage("Label must be in [0, 2): -1");
    }

    @Test
    void lossIsTheNegativeLogarithmOfTheClassProbability() {
        float[] probabilities = {9, 0.25f, 0.5f, 0.25f};

        assertThat(Scores.loss(probabilities, 1, 3, 1)).isCloseTo(Math.log(2), within(1e-15));
        assertThat(Scores.loss(probabilities, 1, 3, 0)).isCloseTo(2 * Math.log(2), within(1e-15));
    }

    @Test
    void lossOfAHopelessExampleIsThatOfTheSmallestNormalFloat() {
        // 2^-126
        assertThat(Scores.loss(new float[] {0, 1}, 0, 2, 0)).isCloseTo(126 * Math.log(2), within(1e-12));
        assertThat(Scores.loss(new float[] {Float.NaN, 1}, 0, 2, 0)).isNaN();
    }

    @Test
    void marginIsTheGreatestOtherProbabilityLessThatOfTheClass() {
        float[] probabilities = {9, 0.25f, 0.625f, 0.125f};

        assertThat(Scores.margin(probabilities, 1, 3, 0)).isEqualTo(0.375);
        assertThat(Scores.margin(probabilities, 1, 3, 1)).isEqualTo(-0.375);
        assertThat(Scores.margin(probabilities, 1, 3, 2)).isEqualTo(0.5);
        assertThat(Scores.margin(new float[] {1}, 0, 1, 0)).isEqualTo(-1);
    }

    /** Of an identity or a tanh: binary fractions, so exact. */
    @Test
    void marginOfOutputsBelowZeroIsTheirDifferenceToo() {
        float[] outputs = {9, -0.125f, -0.5f, -2};

        assertThat(Scores.margin(outputs, 1, 3, 0)).isEqualTo(-0.375);
        assertThat(Scores.margin(outputs, 1, 3, 1)).isEqualTo(0.375);
        assertThat(Scores.margin(outputs, 1, 3, 2)).isEqualTo(1.875);
        assertThat(Scores.margin(new float[] {-3}, 0, 1, 0)).isEqualTo(3);
        assertThat(Scores.margin(new float[] {-1, Float.NaN}, 0, 2, 0)).isNaN();
    }

    @Test
    void entropyIsZeroOfACertainAnswerAndTheLogarithmOfTheClassesOfAGuess() {
        assertThat(Scores.entropy(new float[] {0, 1, 0}, 0, 3)).isZero();
        assertThat(Scores.entropy(new float[] {9, 0.25f, 0.25f, 0.25f, 0.25f}, 1, 4))
                .isCloseTo(Math.log(4), within(1e-15));
        // .5 log 2 + 2 x .25 log 4 = 1.5 log 2
        assertThat(Scores.entropy(new float[] {0.5f, 0.25f, 0.25f}, 0, 3)).isCloseTo(1.5 * Math.log(2), within(1e-15));
        assertThat(Scores.entropy(new float[] {Float.NaN, 1}, 0, 2)).isNaN();
    }

    @Test
    void leastConfidenceIsWhatTheGreatestProbabilityLacks() {
        assertThat(Scores.leastConfidence(new float[] {9, 0.25f, 0.625f, 0.125f}, 1, 3))
                .isEqualTo(0.375);
        assertThat(Scores.leastConfidence(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, 0, 4))
                .isEqualTo(0.75);
        assertThat(Scores.leastConfidence(new float[] {Float.NaN, 1}, 0, 2)).isNaN();
    }

    /** The gradient of the loss by w_ij is (p_j - onehot_j) h_i, by the bias b_j it is p_j - onehot_j. */
    @Test
    void grandIsTheLengthOfTheLastLayersGradient() {
        float[] probabilities = {0.25f, 0.5f, 0.25f};
        float[] features = {9, 3, -2};
        double[] errors = {0.25, -0.5, 0.25};
        double squares = 0;
        double biases = 0;
        for (double error : errors) {
            for (int i = 1; i < 3; i++) {
                squares += Math.pow(error * features[i], 2);
            }
            biases += error * error;
        }
        double el2n = Scores.el2n(probabilities, 0, 3, 1);

        assertThat(Scores.grand(el2n, features, 1, 2, false)).isCloseTo(Math.sqrt(squares), within(1e-15));
        assertThat(Scores.grand(el2n, features, 1, 2, true)).isCloseTo(Math.sqrt(squares + biases), within(1e-15));
    }

    @Test
    void distanceIsThatFromTheCentroidGiven() {
        double[] centroids = {0, 0, 1, 2};

        assertThat(Scores.distance(new float[] {9, 4, 6}, 1, 2, centroids, 1)).isEqualTo(5);
        assertThat(Scores.distance(new float[] {3, 4}, 0, 2, centroids, 0)).isEqualTo(5);
    }

    @Test
    void exampleIsForgottenWhenItWasRightAndIsWrong() {
        assertThat(Scores.forgets(true, false)).isTrue();
        assertThat(Scores.forgets(true, true)).isFalse();
        assertThat(Scores.forgets(false, false)).isFalse();
        assertThat(Scores.forgets(false, true)).isFalse();
    }

    @Test
    void randomIsUniformAndAMatterOfIdAndSeed() {
        int[] tenths = new int[10];
        for (long id = 0; id < 10_000; id++) {
            double score = Scores.random(id, 7);
            assertThat(score).isGreaterThanOrEqualTo(0).isLessThan(1).isEqualTo(Scores.random(id, 7));
            tenths[(int) (10 * score)]++;
        }
        // Standard deviation of a count is 30.
        assertThat(IntStream.of(tenths)).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
        assertThat(Scores.random(1, 7)).isNotEqualTo(Scores.random(1, 8));
    }

    /** xxHash64 of the bytes 1, 0, 0, 0, 0, 0, 0, 0 under the seed 7, as its specification has it, is 0x44cd4e74e2b14e48. */
    @Test
    void randomIsTheFirst53BitsOfTheHashAsAFraction() {
        assertThat(Scores.random(1, 7)).isEqualTo((0x44cd4e74e2b14e48L >>> 11) / 9_007_199_254_740_992.0);
        // 0xb556806fb6d14353: the highest bit is none of a sign.
        assertThat(Scores.random(42, 0)).isEqualTo(0x16aad00df6da28L / 9_007_199_254_740_992.0);
    }

    @Test
    void onlyTheAreaUnderTheMarginIsImportantWhereItIsLow() {
        assertThat(ScoreMethod.values())
                .filteredOn(method -> !method.highIsImportant())
                .containsExactly(ScoreMethod.AUM);
        assertThat(ScoreMethod.AUM.importance(2)).isEqualTo(-2);
        assertThat(ScoreMethod.EL2N.importance(2)).isEqualTo(2);
    }

    @Test
    void columnIsTheWordOfJobFiles() {
        assertThat(ScoreMethod.LEAST_CONFIDENCE.column()).isEqualTo("least_confidence");
    }

    @Test
    void exampleIsMeasuredFromItsClassOrTheNearestCluster() {
        double[] centroids = {0, 0, 10, 0};
        float[] features = {9, 0};

        assertThat(Prototypes.ofClasses(centroids, 2).distance(features, 0, 0)).isEqualTo(9);
        assertThat(Prototypes.ofClusters(centroids, 2).distance(features, 0, 0)).isEqualTo(1);
        assertThat(Prototypes.ofClusters(centroids, 2).nearest(new float[] {5, 3}, 0))
                .isZero();
    }

    @Test
    void centroidsOfAnotherWidthAreRefused() {
        assertThatThrownBy(() -> Prototypes.ofClasses(new double[3], 2))
                .hasMessage("Centroids must be rows of 2 values: 3 values");
    }
}
