package io.espalier.trainer;

/**
 * The heap that the arrays of a network take, by formula: a network that can't fit is refused before training begins. A lower bound, with
 * P values, m averaged moments, 4 bytes a value.
 *
 * @param values P, running statistics included
 * @param moments m
 * @param outerMomentum whether the outer step carries one
 */
public record NetworkMemory(long values, int moments, boolean outerMomentum) {
    private static final long VALUE_BYTES = 4;
    /** At the end of a round: the state before it, what is sent, its bytes, and the average, which becomes the state after it. */
    private static final long DRIVER_COPIES = 4;

    /** Bytes that the driver holds at the end of a round: 4 P (4 (1 + m) + 2 for an outer momentum). */
    public long driverBytes() {
        return VALUE_BYTES * values * (DRIVER_COPIES * (1 + moments) + (outerMomentum ? 2 : 0));
    }

    /**
     * Bytes that an executor holds: the task of the round once, and what each running task makes of it, 4 P (1 + m) (1 + tasks).
     *
     * @param tasks that run at the same time
     */
    public long executorBytes(int tasks) {
        return VALUE_BYTES * values * (1 + moments) * (1 + tasks);
    }
}
