package io.espalier.trainer;

import java.util.List;

/** A replica whose steps move every parameter by a value told before, and whose moments after a round are told too. */
final class ScriptedReplica implements Replica {
    float[] change;
    float[][] momentsAfter = {};
    float[][] loadedMoments = {};
    long loadedUpdates;
    private float[] parameters = {};

    ScriptedReplica(float[] change) {
        this.change = change;
    }

    @Override
    public void load(float[] newParameters, float[][] moments, long updates) {
        parameters = newParameters.clone();
        loadedMoments = List.of(moments).stream().map(float[]::clone).toArray(float[][]::new);
        loadedUpdates = updates;
    }

    @Override
    public void mask(int[] zeroPositions) {}

    @Override
    public double step(Batch batch, double learningRate, long draw) {
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += change[i];
        }
        return 1;
    }

    @Override
    public void readParameters(float[] into) {
        System.arraycopy(parameters, 0, into, 0, into.length);
    }

    @Override
    public void readMoments(float[][] into) {
        for (int m = 0; m < into.length; m++) {
            System.arraycopy(momentsAfter[m], 0, into[m], 0, into[m].length);
        }
    }

    @Override
    public void gradient(Batch batch, float[] into) {
        throw new AssertionError("not asked for here");
    }

    @Override
    public void outputs(Batch batch, float[] into) {
        throw new AssertionError("not asked for here");
    }

    @Override
    public void close() {}
}
