package io.espalier.dl4j;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate of the next step, set by the replica that owns it.
 *
 * <p>DL4J's own way, {@code setLearningRate}, rebuilds the updater at every call (6.6 ms); reading a field costs nothing and gives the
 * same bits. Never part of an exported configuration. Used by one thread at a time.
 */
final class StepRate implements ISchedule {
    private static final long serialVersionUID = 1L;

    private double value;

    void set(double learningRate) {
        value = learningRate;
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        return value;
    }

    /** The same object: DL4J clones updaters for each layer, and all of them must see the rate that the replica sets. */
    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public ISchedule clone() {
        return this;
    }
}
