package io.espalier.spark.task;

import static io.espalier.Words.word;

import io.espalier.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a task failed on a piece of the data: text only, because not every exception can travel.
 *
 * @param slice the piece; Spark knows neither workers nor pieces
 * @param exception class and message
 * @param place of the exception and of each of its causes: class, message and the innermost {@value #FRAMES} frames
 * @param mistake message of a {@link UserException}: to try again would not help; empty of any other exception
 * @param at the executor
 */
public record TaskFailure(Slice slice, String exception, List<String> place, String mistake, ExecutorAddress at)
        implements Serializable {
    /** The frames below come from Spark's thread pool and from reflection, whose generated classes change their names. */
    private static final int FRAMES = 5;

    public TaskFailure {
        place = List.copyOf(place);
    }

    /** What a task threw at an executor. */
    public static TaskFailure of(Slice slice, Throwable thrown, ExecutorAddress at) {
        List<String> place = new ArrayList<>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            place.add(cause.toString());
            Arrays.stream(cause.getStackTrace()).limit(FRAMES).forEach(frame -> place.add("at " + frame));
        }
        return new TaskFailure(slice, oneLine(thrown.toString()), place, mistake(thrown), at);
    }

    /** Whether it is the same failure again, on whatever executor. */
    public boolean sameAs(TaskFailure other) {
        return slice.equals(other.slice) && exception.equals(other.exception) && place.equals(other.place);
    }

    private static String mistake(Throwable thrown) {
        return thrown instanceof UserException ? String.valueOf(thrown.getMessage()) : "";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    /** The worker or the slice that failed. */
    public String name() {
        return switch (slice.part()) {
            case TRAIN -> "Worker " + slice.index();
            case VALIDATION, TEST -> "Slice " + slice.index() + " of the " + word(slice.part()) + " part";
        };
    }
}
