package io.espalier.dl4j;

import io.espalier.trainer.LearningRates;
import org.nd4j.linalg.schedule.ISchedule;

/** The learning rates of one round by DL4J's count of updates. Travels inside a configuration; never changes, so copies are itself. */
final class RoundRates implements ISchedule {
    private static final long serialVersionUID = 1L;

    private final int first;
    private final LearningRates rates;

    /** Rates of the updates from {@code first} on. */
    RoundRates(int first, LearningRates rates) {
        this.first = first;
        this.rates = rates;
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        return rates.of(iteration - first);
    }

    @Override
    public ISchedule clone() {
        return this;
    }
}
