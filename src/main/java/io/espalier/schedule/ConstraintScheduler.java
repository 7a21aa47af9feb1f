package io.espalier.schedule;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Gives the way travelled from unconstrained to the targets, per dimension, at a progress.
 *
 * <p>Pure and immutable: its state is a function of (schedules, progress), so nothing of it stands in a checkpoint.
 */
public final class ConstraintScheduler implements Serializable {
    private static final long serialVersionUID = 1L;

    private final EnumMap<Dimension, Schedule> schedules;

    /** A scheduler with a schedule for each dimension that it moves; at least one. */
    public ConstraintScheduler(Map<Dimension, Schedule> schedules) {
        if (schedules.isEmpty()) {
            throw new IllegalArgumentException("A scheduler needs at least 1 schedule");
        }
        this.schedules = new EnumMap<>(schedules);
    }

    /** A scheduler that moves every dimension by the same schedule. */
    public static ConstraintScheduler uniform(Schedule schedule) {
        EnumMap<Dimension, Schedule> schedules = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            schedules.put(dimension, schedule);
        }
        return new ConstraintScheduler(schedules);
    }

    /**
     * The values of one round.
     *
     * @param round number, from 1
     * @param progress of the constraint at the round's start; clamped to [0, 1]
     * @param structureVersion of masks and sizes
     */
    public ScheduleSnapshot snapshot(int round, double progress, int structureVersion) {
        EnumMap<Dimension, Double> values = new EnumMap<>(Dimension.class);
        schedules.forEach((dimension, schedule) -> values.put(dimension, schedule.value(progress)));
        return new ScheduleSnapshot(round, Ranges.clamp(progress), values, structureVersion);
    }

    /** The schedule of one dimension. */
    public Schedule schedule(Dimension dimension) {
        Schedule schedule = schedules.get(dimension);
        if (schedule == null) {
            throw new IllegalArgumentException("No schedule for " + dimension + "; there are " + schedules.keySet());
        }
        return schedule;
    }

    /** Dimensions that are moved. */
    public Set<Dimension> dimensions() {
        return Collections.unmodifiableSet(schedules.keySet());
    }
}
