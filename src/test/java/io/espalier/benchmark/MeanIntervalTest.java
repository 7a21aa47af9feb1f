package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MeanIntervalTest {
    /** Quantiles t(0.975) of printed tables, to their last digit. */
    private static final double T_2 = 4.303;

    private static final double T_4 = 2.776;
    private static final double T_19 = 2.093;
    private static final double TABLE_DIGITS = 0.0005;

    @Test
    void threeValuesByHand() {
        MeanInterval interval = MeanInterval.of(List.of(1.0, 2.0, 3.0));

        // s = 1, s / sqrt(3) = 0.57735
        assertThat(interval.count()).isEqualTo(3);
        assertThat(interval.mean()).isEqualTo(2);
        assertThat(interval.standardError()).isCloseTo(1 / Math.sqrt(3), within(1e-12));
        assertThat(interval.high() - 2).isCloseTo(T_2 / Math.sqrt(3), within(TABLE_DIGITS));
        assertThat(2 - interval.low()).isCloseTo(T_2 / Math.sqrt(3), within(TABLE_DIGITS));
    }

    @Test
    void fiveValuesByHand() {
        MeanInterval interval = MeanInterval.of(List.of(1.0, 0.6, 0.0, -1.0, 1.4));

        // deviations 0.6, 0.2, -0.4, -1.4, 1.0; squares 0.36 + 0.04 + 0.16 + 1.96 + 1.00 = 3.52; 3.52 / 4 / 5 = 0.176
        assertThat(interval.mean()).isCloseTo(0.4, within(1e-12));
        assertThat(interval.standardError()).isCloseTo(Math.sqrt(0.176), within(1e-12));
        assertThat(interval.low()).isCloseTo(0.4 - T_4 * Math.sqrt(0.176), within(TABLE_DIGITS));
    }

    @Test
    void twentyValuesUseNineteenDegreesOfFreedom() {
        List<Double> values = Stream.concat(
                        Collections.nCopies(10, 1.0).stream(), Collections.nCopies(10, -1.0).stream())
                .toList();

        MeanInterval interval = MeanInterval.of(values);

        assertThat(interval.mean()).isZero();
        assertThat(interval.high()).isCloseTo(T_19 * Math.sqrt(20.0 / 19 / 20), within(TABLE_DIGITS));
    }

    @Test
    void equalValuesHaveNoWidth() {
        MeanInterval interval = MeanInterval.of(List.of(0.5, 0.5));

        assertThat(interval.low()).isEqualTo(0.5);
        assertThat(interval.high()).isEqualTo(0.5);
    }

    @Test
    void oneValueSaysNothingOfTheSpread() {
        MeanInterval interval = MeanInterval.of(List.of(0.7));

        assertThat(interval.mean()).isEqualTo(0.7);
        assertThat(interval.low()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(interval.high()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void rejectsNoValues() {
        assertThatThrownBy(() -> MeanInterval.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A mean needs at least 1 value: 0");
    }
}
