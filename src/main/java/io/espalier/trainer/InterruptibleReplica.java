package io.espalier.trainer;

import io.espalier.constraint.KeptUnits;

/**
 * A replica whose work can be ended from outside: native code does not notice that its thread is interrupted or its task killed, so each
 * step, gradient and block of outputs first asks whether it is still wanted. One that has begun is finished.
 */
final class InterruptibleReplica implements Replica {
    private final Replica replica;
    private final Runnable interruption;

    /**
     * A replica around another one.
     *
     * @param interruption throws where work is to end
     */
    InterruptibleReplica(Replica replica, Runnable interruption) {
        this.replica = replica;
        this.interruption = interruption;
    }

    @Override
    public void load(float[] parameters, float[][] moments, long updates) {
        replica.load(parameters, moments, updates);
    }

    @Override
    public void mask(int[] zeroPositions) {
        replica.mask(zeroPositions);
    }

    @Override
    public void originalUnits(KeptUnits units) {
        replica.originalUnits(units);
    }

    @Override
    public double step(Batch batch, double learningRate, long draw) {
        interruption.run();
        return replica.step(batch, learningRate, draw);
    }

    @Override
    public double step(Batch batch, double learningRate, long draw, ExampleScores scores) {
        interruption.run();
        return replica.step(batch, learningRate, draw, scores);
    }

    @Override
    public void readParameters(float[] into) {
        replica.readParameters(into);
    }

    @Override
    public void readMoments(float[][] into) {
        replica.readMoments(into);
    }

    @Override
    public void gradient(Batch batch, float[] into) {
        interruption.run();
        replica.gradient(batch, into);
    }

    @Override
    public void outputs(Batch batch, float[] into) {
        interruption.run();
        replica.outputs(batch, into);
    }

    @Override
    public void scores(Batch batch, ExampleScores into) {
        interruption.run();
        replica.scores(batch, into);
    }

    @Override
    public void close() {
        replica.close();
    }
}
