package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class AxisTest {
    /** Ticks are multiples of a step, so they carry its rounding. */
    private static final Offset<Double> ROUNDING = within(1e-9);

    @Test
    void roundedAxisEndsAtRoundValuesAroundTheData() {
        Axis axis = Axis.rounded("y", 0.672, 0.975, Numbers::tick);
        assertThat(axis.min()).isCloseTo(0.6, ROUNDING);
        assertThat(axis.max()).isCloseTo(1.0, ROUNDING);
        assertThat(axis.ticks()).hasSize(5);
    }

    @Test
    void exactAxisEndsAtTheData() {
        Axis axis = Axis.exact("x", 0, 6.56, Numbers::tick);
        assertThat(axis.max()).isEqualTo(6.56);
        assertThat(axis.ticks()).containsExactly(0.0, 2.0, 4.0, 6.0);
    }

    @Test
    void logarithmicAxisPutsEqualFactorsAtEqualDistances() {
        Axis axis = Axis.logarithmic("y", 0.013, 1.7, Numbers::tick);
        assertThat(axis.min()).isCloseTo(0.01, ROUNDING);
        assertThat(axis.max()).isCloseTo(2, ROUNDING);
        assertThat(axis.place(0.1) - axis.place(0.01)).isCloseTo(axis.place(1) - axis.place(0.1), ROUNDING);
        assertThat(axis.place(axis.max())).isCloseTo(1, ROUNDING);
    }

    @Test
    void logarithmicAxisOverManyPowersKeepsThePowersOnly() {
        assertThat(Axis.logarithmic("y", 1e-4, 10, Numbers::tick).ticks()).hasSize(6);
    }

    @Test
    void equalValuesStandAtTheUpperEnd() {
        Axis axis = Axis.rounded("y", 1, 1, Numbers::tick);
        assertThat(axis.max()).isCloseTo(1, ROUNDING);
        assertThat(axis.min()).isLessThan(1);
    }

    @Test
    void valuesThatAreAllZeroStillHaveAnAxis() {
        for (Axis axis : List.of(Axis.rounded("y", 0, 0, Numbers::tick), Axis.exact("x", 0, 0, Numbers::tick))) {
            assertThat(axis.place(0)).isEqualTo(0);
            assertThat(axis.max()).isEqualTo(1);
        }
    }
}
