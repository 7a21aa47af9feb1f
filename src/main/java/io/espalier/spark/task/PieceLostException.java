package io.espalier.spark.task;

/** A piece of the data is gone with its executor, in a task that can't tell the driver in another way. */
public final class PieceLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PieceLostException(Slice slice) {
        super("Packed data got lost: " + slice);
    }
}
