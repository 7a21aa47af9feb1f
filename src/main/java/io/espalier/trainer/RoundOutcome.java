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

    /**
     * The outcome of a round from its workers' results.
     *
     * @param results one a worker, in worker order
     * @param schedulingSeconds launch delay of the slowest worker
     */
    public static RoundOutcome of(RoundTask task, List<WorkerResult> results, double schedulingSeconds) {
        long examples = results.stream().mapToLong(WorkerResult::examples).sum();
        double lossSum = 0;
        long slowest = 0;
        for (WorkerResult result : results) {
            lossSum += result.lossSum();
            slowest = Math.max(slowest, result.computeNanos());
        }
        long down = 4L * task.model().parameters().length * (1 + task.model().moments().length) * results.size();
        return new RoundOutcome(
                Reduction.reduce(task.model(), results, task.steps()),
                results.stream().map(WorkerResult::cursor).toList(),
                examples,
                lossSum / examples,
                slowest * 1e-9,
                schedulingSeconds,
                down,
                results.stream().mapToLong(WorkerResult::bytes).sum());
    }
}
