package io.espalier.spark.task;

import io.espalier.run.TrainingPlan;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.Worker;
import io.espalier.trainer.Worker.StepSettings;
import java.io.Serializable;
import java.util.List;

/**
 * What every task of a run needs to know; the same for the whole run.
 *
 * @param run tells runs in one JVM apart
 * @param admission of executors
 * @param factory makes replicas
 * @param updater the optimizer
 * @param steps how steps are made
 * @param microBatch rows that go through a network at once
 * @param scoringBlock rows of one scoring block
 * @param selectionSeed seed of the selection
 */
public record TaskSettings(
        String run,
        Admission admission,
        ReplicaFactory factory,
        UpdaterPlan updater,
        StepSettings steps,
        int microBatch,
        int scoringBlock,
        long selectionSeed)
        implements Serializable {
    /** The same with executors admitted otherwise. */
    public TaskSettings admitting(Admission other) {
        return new TaskSettings(run, other, factory, updater, steps, microBatch, scoringBlock, selectionSeed);
    }

    /** The settings of a plan whose training shards have these rows. */
    public static TaskSettings of(
            String run, TrainingPlan plan, Admission admission, ReplicaFactory factory, List<Integer> trainRows) {
        return new TaskSettings(
                run,
                admission,
                factory,
                plan.training().updater(),
                StepSettings.of(plan),
                Worker.microBatch(plan, trainRows.stream().mapToInt(Integer::intValue)),
                plan.importance().scoring().batch(),
                plan.importance().selectionSeed());
    }
}
