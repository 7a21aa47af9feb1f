package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
}
