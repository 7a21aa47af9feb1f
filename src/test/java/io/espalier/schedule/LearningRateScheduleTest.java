package io.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.schedule.RateDecay.Stages.Stage;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearningRateScheduleTest {
    private static final double EXACT = 1e-18;
    private static final double ROUNDING = 1e-15;

    static Stream<RateDecay> decays() {
        return Stream.of(
                new RateDecay.Constant(),
                new RateDecay.Linear(),
                new RateDecay.Cosine(),
                new RateDecay.Exponential(0.01),
                new RateDecay.Step(2, 0.1),
                new RateDecay.Inverse(10, 2),
                new RateDecay.Polynomial(2),
                new RateDecay.Sigmoid(10, 0.5),
                new RateDecay.Cycle(0.1, 0.2, 0.01),
                new RateDecay.Stages(List.of(new Stage(0.5, 0.1))));
    }

    @Test
    void everyDecayIsCovered() {
        Set<Class<?>> covered = decays().map(Object::getClass).collect(Collectors.toSet());
        assertThat(covered).containsExactlyInAnyOrder(RateDecay.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("decays")
    void risesInAStraightLineFromZeroToWhereTheDecayBegins(RateDecay decay) {
        LearningRateSchedule schedule = new LearningRateSchedule(0.001, decay, 0.2);
        double first = 0.001 * decay.factor(0);
        assertThat(schedule.rate(0)).isZero();
        assertThat(schedule.rate(0.05)).isCloseTo(first / 4, within(EXACT));
        assertThat(schedule.rate(0.2)).isCloseTo(first, within(EXACT));
        assertThat(new LearningRateSchedule(0.001, decay, 0).rate(0)).isEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("decays")
    void staysBetweenNothingAndTheInitialRate(RateDecay decay) {
        for (int i = 0; i <= 100; i++) {
            assertThat(decay.factor(i / 100.0)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void decaysOverWhatTheWarmupLeaves() {
        // Progress 0.6 is half of the way from 0.2 to 1.
        assertThat(new LearningRateSchedule(2, new RateDecay.Constant(), 0.2).rate(0.6))
                .isEqualTo(2);
        assertThat(new LearningRateSchedule(2, new RateDecay.Linear(), 0.2).rate(0.6))
                .isCloseTo(1, within(ROUNDING));
        assertThat(new LearningRateSchedule(2, new RateDecay.Cosine(), 0.2).rate(0.6))
                .isCloseTo(1, within(ROUNDING));
        assertThat(new LearningRateSchedule(2, new RateDecay.Exponential(0.01), 0.2).rate(0.6))
                .isCloseTo(0.2, within(ROUNDING));
    }

    @Test
    void followsTheFormulas() {
        assertThat(new RateDecay.Linear().factor(1)).isZero();
        assertThat(new RateDecay.Cosine().factor(1)).isCloseTo(0, within(ROUNDING));
        assertThat(new RateDecay.Exponential(0.01).factor(1)).isCloseTo(0.01, within(ROUNDING));
        RateDecay step = new RateDecay.Step(2, 0.1);
        assertThat(Stream.of(0.0, 0.33, 0.34, 0.66, 0.67, 1.0).map(step::factor))
                .usingElementComparator((a, b) -> Math.abs(a - b) < ROUNDING ? 0 : 1)
                .containsExactly(1.0, 1.0, 0.1, 0.1, 0.01, 0.01);
        assertThat(new RateDecay.Inverse(10, 2).factor(0.1)).isCloseTo(0.25, within(ROUNDING));
        assertThat(new RateDecay.Polynomial(3).factor(0.5)).isCloseTo(0.125, within(ROUNDING));
        assertThat(new RateDecay.Sigmoid(10, 0.3).factor(0.3)).isEqualTo(0.5);
        assertThat(new RateDecay.Sigmoid(10, 0.3).factor(0.5)).isCloseTo(1 / (1 + Math.E * Math.E), within(ROUNDING));
        RateDecay stages = new RateDecay.Stages(List.of(new Stage(0.25, 0.5), new Stage(0.75, 0.1)));
        assertThat(Stream.of(0.0, 0.25, 0.5, 0.75, 1.0).map(stages::factor)).containsExactly(1.0, 0.5, 0.5, 0.1, 0.1);
    }

    @Test
    void cycleRisesFallsAndFades() {
        RateDecay cycle = new RateDecay.Cycle(0.2, 0.2, 0.01);
        assertThat(cycle.factor(0)).isCloseTo(0.2, within(ROUNDING));
        assertThat(cycle.factor(0.2)).isCloseTo(0.6, within(ROUNDING));
        assertThat(cycle.factor(0.4)).isCloseTo(1, within(ROUNDING));
        assertThat(cycle.factor(0.8)).isCloseTo(0.2, within(ROUNDING));
        assertThat(cycle.factor(0.9)).isCloseTo(0.02, within(ROUNDING));
        assertThat(cycle.factor(1)).isCloseTo(0.002, within(ROUNDING));
        assertThat(new RateDecay.Cycle(0.2, 0, 0.01).factor(1)).isCloseTo(0.2, within(ROUNDING));
    }

    @Test
    void progressOutsideIsClamped() {
        LearningRateSchedule schedule = new LearningRateSchedule(2, new RateDecay.Exponential(0.01), 0);
        assertThat(schedule.rate(3)).isEqualTo(schedule.rate(1));
        assertThat(schedule.rate(-1)).isEqualTo(2);
    }

    @Test
    void rejectsNumbersOutOfRange() {
        refused(
                () -> new LearningRateSchedule(0, new RateDecay.Constant(), 0),
                "Learning rate must be above 0 and finite: 0.0");
        refused(
                () -> new LearningRateSchedule(1, new RateDecay.Constant(), 1),
                "Warm-up fraction must be in [0, 1): 1.0");
        refused(() -> new RateDecay.Exponential(0), "End must be in (0, 1]: 0.0");
        refused(() -> new RateDecay.Step(0, 0.1), "Drops must be at least 1: 0");
        refused(() -> new RateDecay.Step(1, 1.5), "Factor must be in (0, 1]: 1.5");
        refused(() -> new RateDecay.Inverse(0, 1), "Steepness must be above 0 and finite: 0.0");
        refused(() -> new RateDecay.Inverse(1, 0), "Power must be above 0 and finite: 0.0");
        refused(() -> new RateDecay.Polynomial(-1), "Power must be above 0 and finite: -1.0");
        refused(() -> new RateDecay.Sigmoid(1, 2), "Center must be in [0, 1]: 2.0");
        refused(() -> new RateDecay.Cycle(0, 0.1, 0.1), "Start must be in (0, 1]: 0.0");
        refused(() -> new RateDecay.Cycle(0.1, 1, 0.1), "Annealing must be in [0, 1): 1.0");
        refused(() -> new Stage(0.5, 2), "Factor of a stage must be in [0, 1]: 2.0");
        assertThatThrownBy(() -> new RateDecay.Stages(List.of(new Stage(0.5, 1), new Stage(0.5, 1))))
                .hasMessageStartingWith("Stages must begin one after the other: ");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
