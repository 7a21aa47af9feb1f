package io.espalier.schedule;

import java.io.Serializable;

/**
 * The learning rate as a function of the progress of the whole run: a linear rise from 0, then a decay over what is
 * left. The end of the warm-up belongs to the decay.
 *
 * @param initialRate after warm-up, above 0
 * @param decay its shape
 * @param warmupFraction fraction of the run in which the rate rises, in [0, 1)
 */
public record LearningRateSchedule(double initialRate, RateDecay decay, double warmupFraction) implements Serializable {
    public LearningRateSchedule {
        if (!(initialRate > 0 && initialRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Learning rate must be above 0 and finite: " + initialRate);
        }
        if (!(warmupFraction >= 0 && warmupFraction < 1)) {
            throw new IllegalArgumentException("Warm-up fraction must be in [0, 1): " + warmupFraction);
        }
    }

    /**
     * The rate at a progress of the run.
     *
     * @param progress in [0, 1]; values outside are clamped
     */
    public double rate(double progress) {
        double p = Ranges.clamp(progress);
        if (p < warmupFraction) {
            return initialRate * decay.factor(0) * p / warmupFraction;
        }
        double q = (p - warmupFraction) / (1 - warmupFraction);
        return initialRate * decay.factor(q);
    }
}
