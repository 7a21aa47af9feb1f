package io.espalier.benchmark;

import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;

/** Trains a plan as {@code espalier train} does: with a run directory, checkpoints and all. */
public interface TrialRunner {
    /** Trains to the end and returns the record as it was written. */
    RunRecord train(TrainingPlan plan);
}
