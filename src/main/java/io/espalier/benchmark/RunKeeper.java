package io.espalier.benchmark;

import io.espalier.run.TrainingPlan;

/** Trains plans as {@link TrialRunner} does, for those who need what a run wrote. */
public interface RunKeeper {
    /** Trains to the end; the caller closes what it gets. */
    KeptRun keep(TrainingPlan plan);
}
