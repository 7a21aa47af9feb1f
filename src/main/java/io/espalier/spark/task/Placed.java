package io.espalier.spark.task;

import java.io.Serializable;

/**
 * A piece of the data and where it lies.
 *
 * @param slice the piece
 * @param location of the executor that packed it, in the form of Spark's preferred locations
 * @param waitMillis for how long another executor leaves the piece to that one
 */
public record Placed(Slice slice, String location, long waitMillis) implements Serializable {
    /** An executor in the form of Spark's preferred locations (TaskLocation) that is the executor, not only its host. */
    public static String location(String host, String executor) {
        return "executor_" + host + "_" + executor;
    }
}
