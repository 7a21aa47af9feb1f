package io.espalier.run;

import java.io.Serializable;

/**
 * Where a run stands between two rounds: all that {@link Timetable} needs to know of the past, and what a checkpoint holds of it.
 *
 * @param phase index of the current phase in the plan; the number of phases once the run has ended
 * @param epochs done, each of the length that it had at the time
 * @param steps done by each worker
 * @param round number of the last round done; 0 at the start
 */
public record Position(int phase, double epochs, long steps, int round) implements Serializable {
    /** Before the first round. */
    public static final Position START = new Position(0, 0, 0, 0);

    public Position {
        if (phase < 0 || !(epochs >= 0) || steps < 0 || round < 0) {
            throw new IllegalArgumentException("Position must not be negative: phase " + phase + ", " + epochs
                    + " epochs, " + steps + " steps, round " + round);
        }
    }
}
