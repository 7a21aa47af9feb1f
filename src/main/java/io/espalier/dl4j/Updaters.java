package io.espalier.dl4j;

import io.espalier.run.UpdaterPlan;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/** DL4J's updater of a plan. Adam: beta2 = 0.999, epsilon = 1e-8. */
final class Updaters {
    private Updaters() {}

    /** With the plan's own learning rate: plain, for export. */
    static IUpdater constant(UpdaterPlan plan) {
        return switch (plan.kind()) {
            case ADAM -> new Adam(
                    plan.learningRate(), plan.momentum(), Adam.DEFAULT_ADAM_BETA2_VAR_DECAY, Adam.DEFAULT_ADAM_EPSILON);
            case NESTEROVS -> new Nesterovs(plan.learningRate(), plan.momentum());
            case SGD -> new Sgd(plan.learningRate());
        };
    }

    /** With a learning rate that is read anew at each step. */
    static IUpdater scheduled(UpdaterPlan plan, ISchedule rate) {
        IUpdater updater = constant(plan);
        updater.setLrAndSchedule(Double.NaN, rate);
        return updater;
    }
}
