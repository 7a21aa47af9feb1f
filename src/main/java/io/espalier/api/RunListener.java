package io.espalier.api;

import io.espalier.trainer.TrainingListener;
import java.nio.file.Path;

/** Told how a run gets on, in the thread that trains, after it happened. Looks, never changes; what it throws ends the run. */
public interface RunListener extends TrainingListener {
    /** The run has its directory; the data is not read yet. */
    default void runStarted(Path directory) {}

    /** An interrupted run goes on after this round; 0: from its start. */
    default void runResumed(int round) {}
}
