package io.espalier.trainer;

import java.util.List;

/**
 * What the workers did in one round, reduced.
 *
 * @param model averaged weights and moments; masked units zero
 * @param cursors per worker, after the round
 * @param examples presented, all workers together
 * @param loss mean over the presented examples; NaN or infinite ends the run
 * @param computeSeconds of the slowest worker's steps
 * @param schedulingSeconds its launch delay
 * @param bytesDown sent to workers
 * @param bytesUp received from workers
 */
public record RoundOutcome(
        ModelState model,
        List<Cursor> cursors,
        long examples,
        double loss,
        double computeSeconds,
        double schedulingSeconds,
        long bytesDown,
        long bytesUp) {
    public RoundOutcome {
        cursors = List.copyOf(cursors);
    }
}
