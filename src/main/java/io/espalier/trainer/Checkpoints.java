package io.espalier.trainer;

import java.util.Optional;

/** Keeps the state of a run where a crash can't reach it. A state is there whole or not at all. */
public interface Checkpoints {
    /** Saves a state; when this returns, {@link #latest} gives it also after a crash. */
    void save(TrainerState state);

    /** The newest state that is whole. */
    Optional<TrainerState> latest();
}
