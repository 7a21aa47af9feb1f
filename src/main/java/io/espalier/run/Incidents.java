package io.espalier.run;

import java.util.Optional;

/**
 * What went otherwise than planned since the round before; none of it changes a result.
 *
 * @param movedWorkers workers that ran on another executor than in the round before
 * @param repackedPieces pieces of the data that were packed again, because executors had lost them
 * @param replayedRounds rounds that were trained again for the states that workers had lost, counted once for all workers
 * @param failedTasks tasks that failed by themselves and were tried again
 * @param speculativeCopies second attempts that Spark started beside slow ones, of all tasks; none without {@code spark.speculation}
 * @param straggler the worker that the others waited for, if there is one
 */
public record Incidents(
        int movedWorkers,
        int repackedPieces,
        int replayedRounds,
        int failedTasks,
        int speculativeCopies,
        Optional<Straggler> straggler) {
    /** Nothing happened. */
    public static final Incidents NONE = new Incidents(0, 0, 0, 0, 0, Optional.empty());

    /**
     * The slowest worker of a round, where it took at least {@value #TIMES} times as long as the median of all.
     *
     * @param worker index, from 0
     * @param executor that it ran on
     * @param times its steps' seconds over the median's; of an even number of workers the lower median
     */
    public record Straggler(int worker, String executor, double times) {
        /** From how many times the median on a worker is a straggler. */
        public static final double TIMES = 2;
    }
}
