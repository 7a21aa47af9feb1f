package io.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.schedule.Schedule.Stages.Stage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of schedule. */
class ScheduleContractTest {
    static Stream<Schedule> schedules() {
        return Stream.of(
                new Schedule.Constant(0.7),
                new Schedule.Linear(0.1, 0.9),
                new Schedule.Linear(0.9, 0.3),
                new Schedule.Cosine(0, 0.7),
                new Schedule.Exponential(0.01, 0.7),
                new Schedule.Exponential(1, 0.2),
                new Schedule.Cubic(0, 0.7),
                new Schedule.GraduatedOscillation(0, 0.7, 0.05, 20),
                new Schedule.GraduatedOscillation(0.2, 0.3, 0.4, 37),
                new Schedule.WarmupOscillation(0.3, 0.5, 0.1, 20),
                new Schedule.Stages(List.of(new Stage(0, 0.3), new Stage(0.4, 0.2), new Stage(0.8, 0.7))));
    }

    @Test
    void everyKindIsCovered() {
        Set<Class<?>> covered = schedules().map(Object::getClass).collect(Collectors.toSet());
        assertThat(covered).containsExactlyInAnyOrder(Schedule.class.getPermittedSubclasses());
    }

    @Test
    void everyKindHasItsFormulaOnTheCard() throws IOException {
        String card = Files.readString(Path.of("docs/methods/schedules.md"));
        assertThat(Arrays.stream(Schedule.class.getPermittedSubclasses()).map(kind -> kind.getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                        .toLowerCase(Locale.ROOT)))
                .allSatisfy(key -> assertThat(card).contains("| `" + key + "` |"));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void endsExactlyOnItsFinalValue(Schedule schedule) {
        assertThat(schedule.value(1)).isEqualTo(schedule.finalValue());
        assertThat(schedule.minimumFrom(1)).isEqualTo(schedule.finalValue());
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void clampsProgress(Schedule schedule) {
        assertThat(schedule.value(-3)).isEqualTo(schedule.value(0));
        assertThat(schedule.value(7)).isEqualTo(schedule.value(1));
        assertThat(schedule.minimumFrom(-3)).isEqualTo(schedule.minimumFrom(0));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void staysInZeroToOneAndIsPure(Schedule schedule) {
        for (int i = 0; i <= 997; i++) {
            double value = schedule.value(i / 997.0);
            assertThat(value).isBetween(0.0, 1.0).isEqualTo(schedule.value(i / 997.0));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void minimumIsBelowEveryLaterValueAndTight(Schedule schedule) {
        double allowed =
                Double.isFinite(schedule.steepness()) ? schedule.steepness() / 4096 + 1e-4 * schedule.steepness() : 0;
        for (int from = 0; from <= 20; from++) {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i <= 10_000; i++) {
                least = Math.min(least, schedule.value(from / 20.0 + (1 - from / 20.0) * i / 10_000));
            }
            assertThat(schedule.minimumFrom(from / 20.0)).isLessThanOrEqualTo(least + 1e-15);
            assertThat(schedule.minimumFrom(from / 20.0)).isGreaterThanOrEqualTo(least - allowed - 1e-15);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void neverChangesFasterThanItsSteepness(Schedule schedule) {
        for (int i = 0; i < 10_000; i++) {
            double change = Math.abs(schedule.value((i + 1) / 10_000.0) - schedule.value(i / 10_000.0));
            assertThat(change).isLessThanOrEqualTo(schedule.steepness() / 10_000 + 1e-15);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void tableIsWithinItsErrorBound(Schedule schedule) {
        EfficientConstraintScheduler table =
                new EfficientConstraintScheduler(ConstraintScheduler.uniform(schedule), 100);
        for (int i = 0; i <= 9_973; i++) {
            double progress = i / 9_973.0;
            assertThat(table.snapshot(1, progress, 0).value(Dimension.WIDTH))
                    .isCloseTo(schedule.value(progress), within(table.errorBound(Dimension.WIDTH) + 1e-15));
        }
        assertThat(table.snapshot(1, 1, 0).value(Dimension.WIDTH)).isEqualTo(schedule.finalValue());
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void survivesSerialization(Schedule schedule) throws IOException, ClassNotFoundException {
        assertThat(copy(schedule)).isEqualTo(schedule);
        ConstraintScheduler scheduler = ConstraintScheduler.uniform(schedule);
        ConstraintScheduler copied = (ConstraintScheduler) copy(scheduler);
        assertThat(copied.snapshot(3, 0.37, 2)).isEqualTo(scheduler.snapshot(3, 0.37, 2));
        EfficientConstraintScheduler table = new EfficientConstraintScheduler(scheduler, 10);
        EfficientConstraintScheduler copiedTable = (EfficientConstraintScheduler) copy(table);
        assertThat(copiedTable.snapshot(3, 0.37, 2)).isEqualTo(table.snapshot(3, 0.37, 2));
    }

    private static Object copy(Object value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
