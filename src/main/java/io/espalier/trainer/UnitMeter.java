package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.constraint.UnitImportance;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.TrainerState.Structure;
import java.util.List;

/** Measures the importance of units as the plan says. */
final class UnitMeter {
    /** Batches whose gradients Taylor importance looks at. */
    private static final int BATCHES = 16;

    private final TrainingPlan plan;
    private final TrainingBackend backend;

    UnitMeter(TrainingPlan plan, TrainingBackend backend) {
        this.plan = plan;
        this.backend = backend;
    }

    /** One array a group, one value a unit; of masked units it says nothing. */
    List<double[]> measure(Structure structure) {
        float[] parameters = WidthConstraint.project(structure).parameters();
        return switch (plan.constraint().units()) {
            case TAYLOR -> backend.taylorImportance(structure.network(), parameters, BATCHES);
            case L2 -> UnitImportance.l2(structure.network(), parameters);
            case RANDOM -> UnitImportance.random(
                    structure.network(), Hashing.seed(plan.training().seed(), "units"));
        };
    }
}
