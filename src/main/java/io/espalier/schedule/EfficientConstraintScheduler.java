package io.espalier.schedule;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;

/**
 * A {@link ConstraintScheduler} that looks its values up in a table made once.
 *
 * <p>The table has {@code resolution} equal cells over [0, 1]; values between its points are interpolated in a straight
 * line. The error is at most {@link #errorBound}: steepness / (2 resolution), because a value inside a cell is no
 * further than steepness times the distance from either end. A schedule that jumps (stages) is asked directly: it is a
 * table already, and a cell with a jump in it would have no bound.
 */
public final class EfficientConstraintScheduler implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ConstraintScheduler exact;
    private final int resolution;
    private final EnumMap<Dimension, double[]> tables = new EnumMap<>(Dimension.class);

    /**
     * A table of the given scheduler.
     *
     * @param resolution cells of the table, at least 1
     */
    public EfficientConstraintScheduler(ConstraintScheduler exact, int resolution) {
        if (resolution < 1) {
            throw new IllegalArgumentException("Resolution must be at least 1: " + resolution);
        }
        this.exact = exact;
        this.resolution = resolution;
        for (Dimension dimension : exact.dimensions()) {
            if (Double.isFinite(exact.schedule(dimension).steepness())) {
                tables.put(dimension, table(exact.schedule(dimension), resolution));
            }
        }
    }

    private static double[] table(Schedule schedule, int resolution) {
        double[] table = new double[resolution + 1];
        for (int i = 0; i <= resolution; i++) {
            table[i] = schedule.value((double) i / resolution);
        }
        return table;
    }

    /** The values of one round; parameters as in {@link ConstraintScheduler#snapshot}. */
    public ScheduleSnapshot snapshot(int round, double progress, int structureVersion) {
        double p = Ranges.clamp(progress);
        Map<Dimension, Double> values = new EnumMap<>(Dimension.class);
        for (Dimension dimension : exact.dimensions()) {
            double[] table = tables.get(dimension);
            values.put(dimension, table == null ? exact.schedule(dimension).value(p) : interpolate(table, p));
        }
        return new ScheduleSnapshot(round, p, values, structureVersion);
    }

    /** Largest distance between a value here and the exact one, up to rounding (1e-15). */
    public double errorBound(Dimension dimension) {
        double steepness = exact.schedule(dimension).steepness();
        return Double.isFinite(steepness) ? steepness / (2 * resolution) : 0;
    }

    private double interpolate(double[] table, double progress) {
        double position = progress * resolution;
        int cell = Math.min((int) position, resolution - 1);
        return Ranges.between(table[cell], table[cell + 1], position - cell);
    }
}
