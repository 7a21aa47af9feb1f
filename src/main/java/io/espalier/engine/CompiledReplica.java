package io.espalier.engine;

import io.espalier.constraint.KeptUnits;
import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import org.jspecify.annotations.Nullable;

/**
 * A replica that trains by prebuilt operations on memory of its own, in one thread: the one that calls it. No step allocates.
 *
 * <p>Batch normalisation uses the statistics of the rows that go through at once, so that a step in several parts equals the whole step
 * only without it.
 */
final class CompiledReplica implements Replica {
    private final CompiledNetwork compiled;
    private final TrainedState state;
    private final UpdateRule rule;
    private boolean closed;

    /**
     * A replica with parameters of zero.
     *
     * @throws UnsupportedLayerException if the network has a layer that can't be compiled
     */
    CompiledReplica(Network network, UpdaterPlan updater, int microBatch, Passes passes) {
        if (microBatch < 1) {
            throw new IllegalArgumentException("Micro-batch must be at least 1: " + microBatch);
        }
        ReplicaMemory memory = new ReplicaMemory(network);
        this.compiled = new CompiledNetwork(network, microBatch, memory, passes);
        this.state = new TrainedState(network.layout(), memory, ReplicaFactory.moments(updater));
        this.rule = new UpdateRule(updater, network.layout(), passes);
    }

    @Override
    public void load(float[] parameters, float[][] moments, long newUpdates) {
        requireOpen();
        state.load(parameters, moments, newUpdates);
    }

    @Override
    public void mask(int[] zeroPositions) {
        requireOpen();
        state.mask(zeroPositions);
    }

    @Override
    public void originalUnits(KeptUnits units) {
        requireOpen();
        compiled.memory().drawNumbers().set(units);
    }

    @Override
    public double step(Batch batch, double learningRate, long draw) {
        return train(batch, learningRate, draw, null);
    }

    @Override
    public double step(Batch batch, double learningRate, long draw, ExampleScores scores) {
        requireOpen();
        compiled.requireRoom(batch, scores);
        double loss = train(batch, learningRate, draw, scores);
        scores.score(batch);
        return loss;
    }

    private double train(Batch batch, double learningRate, long draw, @Nullable ExampleScores scores) {
        requireOpen();
        compiled.requireExamples(batch);
        double loss = compiled.backpropagate(batch, 0, batch.rows(), true, draw, scores);
        rule.apply(state.memory(), learningRate, state.updates());
        state.updated();
        return loss;
    }

    @Override
    public void readParameters(float[] into) {
        requireOpen();
        state.readParameters(into);
    }

    @Override
    public void readMoments(float[][] into) {
        requireOpen();
        state.readMoments(into);
    }

    @Override
    public void gradient(Batch batch, float[] into) {
        requireOpen();
        compiled.requireExamples(batch);
        state.requireLength(into);
        compiled.backpropagate(batch, 0, batch.rows(), false, 0, null);
        state.readGradient(into);
    }

    @Override
    public void outputs(Batch batch, float[] into) {
        requireOpen();
        compiled.requireRoom(batch, into);
        compiled.outputs(batch, into);
    }

    @Override
    public void scores(Batch batch, ExampleScores into) {
        requireOpen();
        compiled.requireRoom(batch, into);
        compiled.outputs(batch, into);
        into.score(batch);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            compiled.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The replica is closed");
        }
    }
}
