package io.espalier.schedule;

import java.io.Serializable;
import java.util.Map;

/**
 * The scheduler's values during one round; what travels to executors.
 *
 * @param round number of the round it belongs to, from 1
 * @param progress of the constraint at the round's start, in [0, 1]
 * @param values way travelled from unconstrained to the targets, per dimension, each in [0, 1]
 * @param structureVersion version of masks and sizes it was made for; goes up at every change
 */
public record ScheduleSnapshot(int round, double progress, Map<Dimension, Double> values, int structureVersion)
        implements Serializable {
    public ScheduleSnapshot {
        values = Map.copyOf(values);
    }

    /** The value of one dimension, in [0, 1]. */
    public double value(Dimension dimension) {
        Double value = values.get(dimension);
        if (value == null) {
            throw new IllegalArgumentException("Snapshot of round " + round + " has no value for " + dimension);
        }
        return value;
    }

    /**
     * Throws if this snapshot is not of the given round and structure: a worker must not train under another one's
     * values.
     */
    public void requireMatches(int expectedRound, int expectedStructureVersion) {
        if (round != expectedRound || structureVersion != expectedStructureVersion) {
            throw new IllegalStateException("Snapshot of round " + round + ", structure " + structureVersion
                    + " offered to round " + expectedRound + ", structure " + expectedStructureVersion);
        }
    }
}
