package io.espalier.spark.task;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.TaskContext;

/** A task that failed on a piece of the data; says which and at which attempt, because Spark knows neither workers nor pieces. */
public final class PieceFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PieceFailedException(Slice slice, RuntimeException cause) {
        super(name(slice) + " failed at attempt " + (TaskContext.get().attemptNumber() + 1) + ": " + cause, cause);
    }

    private static String name(Slice slice) {
        return switch (slice.part()) {
            case TRAIN -> "Worker " + slice.index();
            case VALIDATION, TEST -> "Slice " + slice.index() + " of the "
                    + slice.part().name().toLowerCase(Locale.ROOT) + " part";
        };
    }

    /** The failure of a task among the causes of a failed job. */
    public static Optional<PieceFailedException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PieceFailedException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
