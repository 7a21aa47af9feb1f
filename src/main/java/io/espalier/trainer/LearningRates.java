package io.espalier.trainer;

import java.io.Serializable;

/** Learning rates of the steps of one round, in order. */
public final class LearningRates implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] values;

    /** The given rates, copied. */
    public LearningRates(double... values) {
        this.values = values.clone();
    }

    /** Number of steps. */
    public int count() {
        return values.length;
    }

    /** Rate of a step, from 0. */
    public double of(int step) {
        return values[step];
    }

    /** Mean over the steps. */
    public double mean() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
