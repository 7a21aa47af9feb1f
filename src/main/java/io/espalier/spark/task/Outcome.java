package io.espalier.spark.task;

import java.io.Serializable;
import java.util.function.Function;

/**
 * What a task returns: its value, or that the executor it ran on does not have the data it needs. The latter is a result and no
 * exception, because Spark would try a throwing task again at the same place.
 *
 * @param <T> type of the value
 */
public final class Outcome<T extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean done;
    private final Serializable content;

    private Outcome(boolean done, Serializable content) {
        this.done = done;
        this.content = content;
    }

    /** The task did its work. */
    public static <T extends Serializable> Outcome<T> done(T value) {
        return new Outcome<>(true, value);
    }

    /** The executor does not have the piece. */
    public static <T extends Serializable> Outcome<T> missing(Slice slice) {
        return new Outcome<>(false, slice);
    }

    /** One of the two functions applied to what the task returned. */
    @SuppressWarnings("unchecked") // The content is a T exactly when the task is done: both factories say so.
    public <R> R fold(Function<T, R> whenDone, Function<Slice, R> whenMissing) {
        return done ? whenDone.apply((T) content) : whenMissing.apply((Slice) content);
    }
}
