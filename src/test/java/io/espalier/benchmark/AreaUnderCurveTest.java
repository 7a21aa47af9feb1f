package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import org.junit.jupiter.api.Test;

class AreaUnderCurveTest {
    private static final boolean[] LAST_TWO = {false, false, true, true};

    @Test
    void perfectOrderHasTheWholeArea() {
        assertThat(AreaUnderCurve.of(new double[] {-3, 0, 1, 2}, LAST_TWO)).isEqualTo(1);
        assertThat(AreaUnderCurve.of(new double[] {2, 1, 0, -3}, LAST_TWO)).isZero();
    }

    @Test
    void equalScoresCountAsHalf() {
        assertThat(AreaUnderCurve.of(new double[] {5, 5, 5, 5}, LAST_TWO)).isEqualTo(0.5);
        // Of the pairs (1, 2), (1, 3), (2, 2), (2, 3) three are in order and one is equal.
        assertThat(AreaUnderCurve.of(new double[] {1, 2, 2, 3}, LAST_TWO)).isEqualTo(3.5 / 4);
        assertThat(AreaUnderCurve.of(new double[] {0.0, -0.0}, new boolean[] {true, false}))
                .isEqualTo(0.5);
    }

    @Test
    void isTheShareOfPairsInOrder() {
        SplitMix64 random = new SplitMix64(3);
        double[] scores = new double[300];
        boolean[] positive = new boolean[300];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextInt(40);
            positive[i] = random.nextInt(5) == 0;
        }
        assertThat(AreaUnderCurve.of(scores, positive)).isCloseTo(byPairs(scores, positive), within(1e-12));
    }

    private static double byPairs(double[] scores, boolean[] positive) {
        double ordered = 0;
        int pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] && !positive[j]) {
                    ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return ordered / pairs;
    }

    @Test
    void oneKindOfExamplesHasNoArea() {
        assertThatThrownBy(() -> AreaUnderCurve.of(new double[] {1, 2}, new boolean[] {true, true}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An area needs positives and negatives: 2, 0");
    }
}
