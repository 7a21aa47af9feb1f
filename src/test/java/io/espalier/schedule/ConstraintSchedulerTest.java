package io.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstraintSchedulerTest {
    private static final Schedule WIDTH = new Schedule.Linear(0, 1);
    private static final Schedule DATA = new Schedule.Cubic(0, 1);
    private final ConstraintScheduler scheduler =
            new ConstraintScheduler(Map.of(Dimension.WIDTH, WIDTH, Dimension.DATA, DATA));

    @Test
    void snapshotHoldsEveryDimensionsOwnValue() {
        ScheduleSnapshot snapshot = scheduler.snapshot(7, 0.5, 3);
        assertThat(snapshot.round()).isEqualTo(7);
        assertThat(snapshot.progress()).isEqualTo(0.5);
        assertThat(snapshot.structureVersion()).isEqualTo(3);
        assertThat(snapshot.values()).containsOnly(Map.entry(Dimension.WIDTH, 0.5), Map.entry(Dimension.DATA, 0.875));
    }

    @Test
    void snapshotClampsProgress() {
        assertThat(scheduler.snapshot(1, 1.5, 0)).isEqualTo(scheduler.snapshot(1, 1, 0));
    }

    @Test
    void dimensionWithoutScheduleIsNamed() {
        assertThatThrownBy(() -> scheduler.schedule(Dimension.HEADS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No schedule for HEADS; there are [WIDTH, DATA]");
        assertThatThrownBy(() -> scheduler.snapshot(2, 0, 0).value(Dimension.HEADS))
                .hasMessage("Snapshot of round 2 has no value for HEADS");
    }

    @Test
    void rejectsNoSchedules() {
        assertThatThrownBy(() -> new ConstraintScheduler(Map.of())).hasMessage("A scheduler needs at least 1 schedule");
    }

    @Test
    void snapshotOfAnotherRoundOrStructureIsRefused() {
        ScheduleSnapshot snapshot = scheduler.snapshot(7, 0.5, 3);
        snapshot.requireMatches(7, 3);
        assertThatThrownBy(() -> snapshot.requireMatches(8, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Snapshot of round 7, structure 3 offered to round 8, structure 3");
        assertThatThrownBy(() -> snapshot.requireMatches(7, 4)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tableDoesNotLoseACellToFloatingPoint() {
        // (int) (p * 100) is 28, 56 and 57 here: a lookup without interpolation gives the cell below.
        EfficientConstraintScheduler table = new EfficientConstraintScheduler(scheduler, 100);
        for (double progress : new double[] {0.29, 0.57, 0.58}) {
            assertThat((int) (progress * 100)).isLessThan((int) Math.round(progress * 100));
            assertThat(table.snapshot(1, progress, 0).value(Dimension.WIDTH)).isCloseTo(progress, within(1e-15));
        }
    }

    @Test
    void tableNeedsACell() {
        assertThatThrownBy(() -> new EfficientConstraintScheduler(scheduler, 0))
                .hasMessage("Resolution must be at least 1: 0");
    }
}
