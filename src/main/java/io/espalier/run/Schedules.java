package io.espalier.run;

import io.espalier.schedule.Schedule;
import io.espalier.schedule.Schedule.Stages.Stage;
import java.util.ArrayList;
import java.util.List;

/** Makes the schedules that a plan names. */
public final class Schedules {
    /** Where exponential schedules start when the plan starts at 0, which they can't leave. */
    private static final double EXPONENTIAL_INITIAL = 0.01;

    private Schedules() {}

    /** The schedule of a plan. */
    public static Schedule of(SchedulePlan plan) {
        double a = plan.initial();
        double b = plan.finalValue();
        return switch (plan.kind()) {
            case CONSTANT -> new Schedule.Constant(b);
            case LINEAR -> new Schedule.Linear(a, b);
            case COSINE -> new Schedule.Cosine(a, b);
            case EXPONENTIAL -> new Schedule.Exponential(a == 0 ? EXPONENTIAL_INITIAL : a, b);
            case CUBIC -> new Schedule.Cubic(a, b);
            case GRADUATED_OSCILLATION -> new Schedule.GraduatedOscillation(a, b, plan.amplitude(), plan.frequency());
            case WARMUP_OSCILLATION -> new Schedule.WarmupOscillation(a, b, plan.amplitude(), plan.frequency());
            case STAGES -> stages(plan);
        };
    }

    /**
     * The plan's stages, with its initial value before the first and its final value at the end where they say nothing
     * of these.
     */
    private static Schedule stages(SchedulePlan plan) {
        List<Stage> stages = new ArrayList<>();
        for (List<Double> pair : plan.stages()) {
            stages.add(new Stage(pair.get(0), pair.get(1)));
        }
        if (stages.get(0).from() > 0) {
            stages.add(0, new Stage(0, plan.initial()));
        }
        if (stages.get(stages.size() - 1).from() < 1) {
            stages.add(new Stage(1, plan.finalValue()));
        }
        return new Schedule.Stages(stages);
    }
}
