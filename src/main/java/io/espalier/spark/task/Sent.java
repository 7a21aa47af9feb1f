package io.espalier.spark.task;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * A value that all tasks of a job need.
 *
 * @param <T> type of the value
 */
@FunctionalInterface
public interface Sent<T extends Serializable> extends Serializable {
    /** The value, which nobody changes: others of the process have it too. */
    T value();

    /** A value that Spark sends ahead of the tasks, once to each executor. */
    static <T extends Serializable> Sent<T> ahead(Broadcast<T> broadcast) {
        return broadcast::value;
    }

    /** A value inside of the task: for tasks that travel as one message a worker. */
    static <T extends Serializable> Sent<T> inside(T value) {
        return () -> value;
    }
}
