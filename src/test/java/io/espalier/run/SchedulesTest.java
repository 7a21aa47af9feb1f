package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.schedule.Schedule;
import io.espalier.schedule.Schedule.Stages.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulesTest {
    @ParameterizedTest
    @EnumSource(ScheduleKind.class)
    void kindGivesTheScheduleOfThatName(ScheduleKind kind) {
        Schedule schedule =
                Schedules.of(plan(kind, kind == ScheduleKind.STAGES ? List.of(List.of(0.0, 0.5)) : List.of()));
        assertThat(schedule.getClass().getSimpleName())
                .isEqualToIgnoringCase(kind.name().replace("_", ""));
        assertThat(schedule.finalValue()).isEqualTo(0.9);
    }

    @Test
    void exponentialStartsAtOnePercentWhereThePlanStartsAtZero() {
        assertThat(Schedules.of(plan(ScheduleKind.EXPONENTIAL, List.of())))
                .isEqualTo(new Schedule.Exponential(0.01, 0.9));
    }

    @Test
    void stagesAreCompletedByInitialAndFinalValue() {
        assertThat(Schedules.of(plan(ScheduleKind.STAGES, List.of(List.of(0.25, 0.4), List.of(0.5, 0.6)))))
                .isEqualTo(new Schedule.Stages(
                        List.of(new Stage(0, 0), new Stage(0.25, 0.4), new Stage(0.5, 0.6), new Stage(1, 0.9))));
    }

    @Test
    void completeStagesStayAsTheyAre() {
        assertThat(Schedules.of(plan(ScheduleKind.STAGES, List.of(List.of(0.0, 0.4), List.of(1.0, 0.6)))))
                .isEqualTo(new Schedule.Stages(List.of(new Stage(0, 0.4), new Stage(1, 0.6))));
    }

    private static SchedulePlan plan(ScheduleKind kind, List<List<Double>> stages) {
        return new SchedulePlan(kind, 0, 0.9, 0.05, 20, stages);
    }
}
