package io.espalier.spark.task;

/** Rows of a source are others than when they were read before. */
public final class SourceChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SourceChangedException() {
        super("The rows are others than when they were read before");
    }

    /**
     * Whether it is behind the failure of a job.
     *
     * @param words of the failure: Spark does not send every cause
     */
    public static boolean isIn(String words) {
        return words.contains(SourceChangedException.class.getName());
    }
}
