package io.espalier.spark.task;

import java.io.Serializable;

/**
 * What an executor lacks to do a task.
 *
 * @param slice whose packed data, or whose worker's state
 * @param stateOf round after which the worker's state is missing; {@link #DATA} where the data is
 */
public record Missing(Slice slice, int stateOf) implements Serializable {
    private static final int DATA = -1;

    static Missing data(Slice slice) {
        return new Missing(slice, DATA);
    }

    /** Whether the packed data is missing. */
    public boolean isData() {
        return stateOf == DATA;
    }
}
