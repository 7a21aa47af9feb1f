package io.espalier.run;

import java.io.Serializable;

/**
 * Where a run stands between two rounds: all that {@link Timetable} needs to know of the past, and what a checkpoint holds of it.
 *
 * @param phase index of the current phase in the plan; the number of phases once the run has ended
 * @param epochs done, each of the length that it had at the time
 * @param steps done by each worker
 * @param round number of the last round done; 0 at the start
 * @param presented fraction of the selected examples that an epoch presents, as the workers last reported it, in (0, 1]: 1 where
 *     {@code importance.dynamic} passes over none, or by a rule that the plan knows
 */
public record Position(int phase, double epochs, long steps, int round, double presented) implements Serializable {
    /** Before the first round. */
    public static final Position START = new Position(0, 0, 0, 0, 1);

    public Position {
        if (phase < 0 || !(epochs >= 0) || steps < 0 || round < 0) {
            throw new IllegalArgumentException("Position must not be negative: phase " + phase + ", " + epochs
                    + " epochs, " + steps + " steps, round " + round);
        }
        if (!(presented > 0 && presented <= 1)) {
            throw new IllegalArgumentException("Presented fraction must be in (0, 1]: " + presented);
        }
    }

    /** The same position of a run whose workers reported the fraction of the selected examples that an epoch presents. */
    public Position presenting(double fraction) {
        return new Position(phase, epochs, steps, round, fraction);
    }
}
