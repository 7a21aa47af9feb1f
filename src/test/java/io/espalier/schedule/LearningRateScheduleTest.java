package io.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.schedule.LearningRateSchedule.Decay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LearningRateScheduleTest {
    private static final double EXACT = 1e-18;

    @ParameterizedTest
    @EnumSource(Decay.class)
    void startsAtTheInitialRateWithoutWarmup(Decay decay) {
        assertThat(new LearningRateSchedule(0.001, decay, 0).rate(0)).isEqualTo(0.001);
    }

    @ParameterizedTest
    @EnumSource(Decay.class)
    void risesInAStraightLineFromZero(Decay decay) {
        LearningRateSchedule schedule = new LearningRateSchedule(0.001, decay, 0.2);
        assertThat(schedule.rate(0)).isZero();
        assertThat(schedule.rate(0.05)).isCloseTo(0.00025, within(EXACT));
        assertThat(schedule.rate(0.2)).isCloseTo(0.001, within(EXACT));
    }

    @Test
    void decaysOverWhatTheWarmupLeaves() {
        // Progress 0.6 is half of the way from 0.2 to 1.
        assertThat(new LearningRateSchedule(2, Decay.CONSTANT, 0.2).rate(0.6)).isEqualTo(2);
        assertThat(new LearningRateSchedule(2, Decay.LINEAR, 0.2).rate(0.6)).isCloseTo(1, within(1e-15));
        assertThat(new LearningRateSchedule(2, Decay.COSINE, 0.2).rate(0.6)).isCloseTo(1, within(1e-15));
        assertThat(new LearningRateSchedule(2, Decay.EXPONENTIAL, 0.2).rate(0.6))
                .isCloseTo(0.2, within(1e-15));
    }

    @Test
    void endsAtZeroOrOnePercent() {
        assertThat(new LearningRateSchedule(2, Decay.LINEAR, 0).rate(1)).isZero();
        assertThat(new LearningRateSchedule(2, Decay.COSINE, 0).rate(1)).isCloseTo(0, within(1e-15));
        assertThat(new LearningRateSchedule(2, Decay.EXPONENTIAL, 0).rate(1)).isCloseTo(0.02, within(1e-15));
        assertThat(new LearningRateSchedule(2, Decay.EXPONENTIAL, 0).rate(3)).isCloseTo(0.02, within(1e-15));
    }

    @Test
    void rejectsRatesAndWarmupsOutOfRange() {
        assertThatThrownBy(() -> new LearningRateSchedule(0, Decay.CONSTANT, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Learning rate must be above 0 and finite: 0.0");
        assertThatThrownBy(() -> new LearningRateSchedule(1, Decay.CONSTANT, 1))
                .hasMessage("Warm-up fraction must be in [0, 1): 1.0");
    }
}
