package io.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.schedule.Schedule.Constant;
import io.espalier.schedule.Schedule.Cosine;
import io.espalier.schedule.Schedule.Cubic;
import io.espalier.schedule.Schedule.Exponential;
import io.espalier.schedule.Schedule.GraduatedOscillation;
import io.espalier.schedule.Schedule.Linear;
import io.espalier.schedule.Schedule.Stages;
import io.espalier.schedule.Schedule.Stages.Stage;
import io.espalier.schedule.Schedule.WarmupOscillation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final double EXACT = 1e-15;

    @Test
    void linearIsHalfWayInTheMiddle() {
        assertThat(new Linear(0.2, 0.6).value(0.5)).isCloseTo(0.4, within(EXACT));
    }

    @Test
    void cosineIsSlowAtBothEnds() {
        // (1 - cos(pi / 3)) / 2 = 1/4
        assertThat(new Cosine(0, 1).value(1.0 / 3)).isCloseTo(0.25, within(EXACT));
        assertThat(new Cosine(1, 0).value(0.5)).isCloseTo(0.5, within(EXACT));
    }

    @Test
    void exponentialIsTheGeometricMeanInTheMiddle() {
        assertThat(new Exponential(0.01, 1).value(0.5)).isCloseTo(0.1, within(EXACT));
    }

    @Test
    void cubicFollowsZhuAndGupta() {
        // Progress 1.25/9, 2.7206/9, 4.3873/9, 6.3104/9, 8.2335/9 of the hybrid phase: the worked timetable's values.
        Schedule cubic = new Cubic(0, 1);
        assertThat(cubic.value(0)).isZero();
        assertThat(cubic.value(1.25 / 9)).isCloseTo(0.3615, within(5e-5));
        assertThat(cubic.value((1.25 + 25 / 17.0) / 9)).isCloseTo(0.6604, within(5e-5));
        assertThat(cubic.value(0.5)).isEqualTo(0.875);
    }

    @Test
    void graduatedOscillationSwingsAroundTheLineAndFades() {
        Schedule schedule = new GraduatedOscillation(0, 1, 0.05, 20);
        assertThat(schedule.value(0.5)).isCloseTo(0.5 + 0.05 * Math.sin(10), within(EXACT));
        assertThat(schedule.value(0.95)).isCloseTo(0.95 + 0.025 * Math.sin(19), within(1e-14));
        assertThat(schedule.value(1 - 1e-9)).isCloseTo(1, within(1e-8));
    }

    @Test
    void oscillationsNeverLeaveZeroToOne() {
        for (Schedule schedule : List.of(new GraduatedOscillation(0, 1, 1, 50), new WarmupOscillation(1, 0, 1, 50))) {
            for (int i = 0; i <= 1000; i++) {
                assertThat(schedule.value(i / 1000.0)).isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void warmupOscillationRisesSwingsAndReturns() {
        Schedule schedule = new WarmupOscillation(0.3, 0.5, 0.1, 20);
        assertThat(schedule.value(0)).isEqualTo(0.3);
        assertThat(schedule.value(0.05)).isCloseTo(0.4, within(EXACT));
        assertThat(schedule.value(0.1)).isCloseTo(0.5, within(EXACT));
        assertThat(schedule.value(0.5)).isCloseTo(0.5 + 0.1 * Math.sin(8), within(EXACT));
        assertThat(schedule.value(0.95)).isCloseTo(0.5 + 0.05 * Math.sin(17), within(1e-14));
    }

    @Test
    void stageHoldsFromItsFractionOn() {
        Schedule schedule = new Stages(List.of(new Stage(0, 0.3), new Stage(0.5, 0.2), new Stage(0.8, 0.9)));
        assertThat(schedule.value(0.499)).isEqualTo(0.3);
        assertThat(schedule.value(0.5)).isEqualTo(0.2);
        assertThat(schedule.value(1)).isEqualTo(0.9);
    }

    @Test
    void minimumOfStagesLooksAheadOnly() {
        Schedule schedule =
                new Stages(List.of(new Stage(0, 0.1), new Stage(0.2, 0.6), new Stage(0.5, 0.4), new Stage(0.8, 0.9)));
        assertThat(schedule.minimumFrom(0)).isEqualTo(0.1);
        assertThat(schedule.minimumFrom(0.2)).isEqualTo(0.4);
        assertThat(schedule.minimumFrom(0.5)).isEqualTo(0.4);
        assertThat(schedule.minimumFrom(0.8)).isEqualTo(0.9);
        assertThat(schedule.minimumFrom(5)).isEqualTo(0.9);
    }

    @Test
    void minimumOfARisingScheduleIsItsValueAndOfAFallingOneItsEnd() {
        assertThat(new Cubic(0, 1).minimumFrom(0.5)).isEqualTo(0.875);
        assertThat(new Linear(1, 0.25).minimumFrom(0.5)).isEqualTo(0.25);
        assertThat(new Constant(0.4).minimumFrom(0)).isEqualTo(0.4);
    }

    @Test
    void rejectsValuesOutsideZeroToOne() {
        assertThatThrownBy(() -> new Linear(-0.1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Initial value must be in [0, 1]: -0.1");
        assertThatThrownBy(() -> new Cubic(0, Double.NaN)).hasMessage("Final value must be in [0, 1]: NaN");
        assertThatThrownBy(() -> new Exponential(0, 1))
                .hasMessage("Initial value of an exponential schedule must be in (0, 1]: 0.0");
        assertThatThrownBy(() -> new GraduatedOscillation(0, 1, 1.5, 20))
                .hasMessage("Amplitude must be in [0, 1]: 1.5");
        assertThatThrownBy(() -> new WarmupOscillation(0, 1, 0.1, -1))
                .hasMessage("Frequency must be at least 0 and finite: -1.0");
    }

    @Test
    void rejectsStagesThatDoNotStartAtZeroOrAscend() {
        assertThatThrownBy(() -> new Stages(List.of())).hasMessage("Stages must start at 0: []");
        assertThatThrownBy(() -> new Stages(List.of(new Stage(0.1, 1))))
                .hasMessageStartingWith("Stages must start at 0: [");
        assertThatThrownBy(() -> new Stages(List.of(new Stage(0, 1), new Stage(0.5, 1), new Stage(0.5, 0))))
                .hasMessageStartingWith("Starts of stages must ascend: [");
    }

    @Test
    void rejectsProgressThatIsNoNumber() {
        assertThatThrownBy(() -> new Linear(0, 1).value(Double.NaN)).hasMessage("Progress must be a number: NaN");
    }
}
