package io.espalier.schedule;

import java.io.Serializable;

/**
 * The learning rate as a function of the progress of the whole run: a linear rise from 0, then a decay over what is
 * left.
 *
 * <p>With q the fraction of the way from the end of the warm-up to the end of the run and r the initial rate: constant
 * r, linear r (1 - q), cosine r (1 + cos(pi q)) / 2 (Loshchilov and Hutter 2017, arXiv 1608.03983, one cycle, no
 * restarts), exponential r 0.01^q. The end of the warm-up belongs to the decay.
 *
 * @param initialRate after warm-up, above 0
 * @param decay its shape
 * @param warmupFraction fraction of the run in which the rate rises, in [0, 1)
 */
public record LearningRateSchedule(double initialRate, Decay decay, double warmupFraction) implements Serializable {
    /** What exponential decay leaves of the initial rate at the end. */
    private static final double EXPONENTIAL_END = 0.01;

    /** Shape of the decay. */
    public enum Decay {
        CONSTANT,
        LINEAR,
        COSINE,
        EXPONENTIAL
    }

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
            return initialRate * p / warmupFraction;
        }
        double q = (p - warmupFraction) / (1 - warmupFraction);
        return initialRate
                * switch (decay) {
                    case CONSTANT -> 1;
                    case LINEAR -> 1 - q;
                    case COSINE -> (1 + StrictMath.cos(StrictMath.PI * q)) / 2;
                    case EXPONENTIAL -> StrictMath.pow(EXPONENTIAL_END, q);
                };
    }
}
