package io.espalier.spark.task;

import java.io.Serializable;
import java.util.function.Function;

/**
 * What a task returns: its value, or what the executor it ran on lacks, or how it failed. The latter two are results and no exceptions,
 * because Spark would try a throwing task again, at the same place and without a look at what it threw.
 *
 * @param <T> type of the value
 */
public final class Outcome<T extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1L;

    private enum Kind {
        DONE,
        MISSING,
        FAILED
    }

    private final Kind kind;
    private final Serializable content;

    private Outcome(Kind kind, Serializable content) {
        this.kind = kind;
        this.content = content;
    }

    /** The task did its work. */
    public static <T extends Serializable> Outcome<T> done(T value) {
        return new Outcome<>(Kind.DONE, value);
    }

    /** The executor does not have the piece. */
    public static <T extends Serializable> Outcome<T> missingData(Slice slice) {
        return missing(Missing.data(slice));
    }

    /** The executor does not have the state that the piece's worker has after a round. */
    public static <T extends Serializable> Outcome<T> missingState(Slice slice, int round) {
        return missing(new Missing(slice, round));
    }

    /** The executor lacks something. */
    public static <T extends Serializable> Outcome<T> missing(Missing missing) {
        return new Outcome<>(Kind.MISSING, missing);
    }

    /** The task threw an exception. */
    public static <T extends Serializable> Outcome<T> failed(TaskFailure failure) {
        return new Outcome<>(Kind.FAILED, failure);
    }

    /** Whether the executor lacks something. */
    boolean isMissing() {
        return kind == Kind.MISSING;
    }

    /** The one of the three functions that fits, applied to what the task returned. */
    @SuppressWarnings("unchecked") // The content is a T exactly when the task is done: the factories say so.
    public <R> R fold(Function<T, R> whenDone, Function<Missing, R> whenMissing, Function<TaskFailure, R> whenFailed) {
        return switch (kind) {
            case DONE -> whenDone.apply((T) content);
            case MISSING -> whenMissing.apply((Missing) content);
            case FAILED -> whenFailed.apply((TaskFailure) content);
        };
    }
}
