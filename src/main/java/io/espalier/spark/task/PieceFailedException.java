package io.espalier.spark.task;

import java.util.Optional;

/** A task that writes failed on a piece of the data: it has no other way to tell the driver. */
public final class PieceFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TaskFailure failure;

    /** A task that failed so. */
    public PieceFailedException(TaskFailure failure) {
        super(failure.name() + " failed: " + failure.exception());
        this.failure = failure;
    }

    /** The failure of a task among the causes of a failed job. */
    public static Optional<TaskFailure> in(Throwable jobFailure) {
        for (Throwable cause = jobFailure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PieceFailedException found) {
                return Optional.of(found.failure);
            }
        }
        return Optional.empty();
    }
}
