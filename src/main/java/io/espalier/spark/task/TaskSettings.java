package io.espalier.spark.task;

import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.UpdaterPlan;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.Worker.StepSettings;
import java.io.Serializable;

/**
 * What every task of a run needs to know; the same for the whole run.
 *
 * @param run tells runs in one JVM apart
 * @param factory makes replicas
 * @param updater the optimizer
 * @param steps how steps are made
 * @param scoringBlock rows of one scoring block
 * @param selectionSeed seed of the selection
 */
public record TaskSettings(
        String run,
        ReplicaFactory factory,
        UpdaterPlan updater,
        StepSettings steps,
        int scoringBlock,
        long selectionSeed)
        implements Serializable {
    /** The settings of a plan. */
    public static TaskSettings of(String run, TrainingPlan plan, ReplicaFactory factory) {
        return new TaskSettings(
                run,
                factory,
                plan.training().updater(),
                StepSettings.of(plan),
                plan.importance().batch(),
                plan.importance().selectionSeed());
    }
}
