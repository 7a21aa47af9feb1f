package io.espalier.run;

import io.espalier.run.TrainingPlan.UpdaterKind;
import io.espalier.schedule.LearningRateSchedule;
import io.espalier.schedule.LearningRateSchedule.Decay;
import java.io.Serializable;

/** The optimizer: the key {@code training.updater}. */
public record UpdaterPlan(
        @Setting(value = "Update rule.", fallback = "adam") UpdaterKind kind,
        @Setting(value = "Learning rate after warm-up.", fallback = "0.001", range = "(0, 1000]") double learningRate,
        @Setting(value = "Decay of the learning rate over the whole run.", fallback = "cosine") Decay decay,
        @Setting(
                        value = "Fraction of the run in which the learning rate rises linearly from 0.",
                        fallback = "0",
                        range = "[0, 1)")
                double warmupFraction,
        @Setting(value = "Momentum of nesterovs; first-moment decay of adam.", fallback = "0.9", range = "[0, 1)")
                double momentum,
        @Setting(value = "L2 penalty on weights, added to the gradient.", fallback = "0", range = "[0, 1000]")
                double l2)
        implements Serializable {

    /** The learning rate as a function of the progress of the whole run. */
    public LearningRateSchedule learningRates() {
        return new LearningRateSchedule(learningRate, decay, warmupFraction);
    }
}
