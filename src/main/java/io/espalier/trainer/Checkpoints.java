package io.espalier.trainer;

import java.util.List;
import java.util.Optional;

/** Keeps the state of a run where a crash can't reach it. A state is there whole or not at all. */
public interface Checkpoints {
    /**
     * Saves a state; when this returns, {@link #latest} gives it also after a crash.
     *
     * @param workers adds the workers' own states
     * @return where the workers' states lie now
     */
    WorkerFiles save(TrainerState state, WorkerWriter workers);

    /** The newest state that is whole. */
    Optional<TrainerState> latest();

    /** Adds the workers' states to a checkpoint that is being written. */
    @FunctionalInterface
    interface WorkerWriter {
        /**
         * Writes them.
         *
         * @param directory of the checkpoint
         * @return names of the files written there that count, one a worker, in worker order; empty where workers keep no state. Other
         *     files may be there too, of attempts that were given up
         */
        List<String> write(String directory);
    }
}
