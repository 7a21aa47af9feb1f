package io.espalier.spark.task;

/** A piece of the data is gone with its executor, in a task that can't tell the driver in another way. */
public final class PieceLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The piece that the executor of a task lacks. */
    public PieceLostException(Slice slice) {
        super("Packed data got lost: " + slice);
    }

    /** Whether it is among the causes of a failed job, or among their words: Spark does not send every cause. */
    public static boolean isIn(Throwable jobFailure) {
        for (Throwable cause = jobFailure; cause != null; cause = cause.getCause()) {
            if (cause.toString().contains(PieceLostException.class.getName())) {
                return true;
            }
        }
        return false;
    }
}
