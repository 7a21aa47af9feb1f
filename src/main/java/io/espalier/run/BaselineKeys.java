package io.espalier.run;

import java.util.List;

/**
 * The keys of a plan that decide the weights of a training that is one baseline phase: it narrows no network and leaves out no examples but
 * those that epochs pass over.
 */
public final class BaselineKeys {
    private static final String DYNAMIC = "importance.dynamic.";

    private BaselineKeys() {}

    /** Keys that decide the weights and in which two plans differ, in the order of the job file. */
    public static List<String> differences(TrainingPlan plan, TrainingPlan other) {
        return PlanIdentity.differences(plan, other).stream()
                .filter(key -> decides(key, plan))
                .toList();
    }

    /** Whether a key that counts decides the weights, given the others of its plan. */
    static boolean decides(String key, TrainingPlan plan) {
        if (key.startsWith(DYNAMIC)) {
            return key.equals(DYNAMIC + "kind") || plan.importance().dynamic().skips();
        }
        return !key.startsWith("constraint.") && !key.startsWith("importance.");
    }
}
