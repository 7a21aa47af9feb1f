package io.espalier.benchmark;

import io.espalier.importance.Scores;
import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.InitialWeights;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.ArrayList;
import java.util.List;

/** A replica of ours and its batches. */
final class BareReplica implements BareModel {
    private final Replica replica;
    private final List<Batch> batches;
    private final int classes;
    private final double learningRate;
    private final float[] outputs;
    private final double[] scores;
    private int next;
    private long steps;
    private double loss;

    /**
     * Loads fresh weights.
     *
     * @param batches at least one, of equal numbers of rows
     * @param seed of the weights
     */
    BareReplica(ReplicaFactory factory, Network network, UpdaterPlan updater, List<Batch> batches, long seed) {
        this.batches = List.copyOf(batches);
        this.classes = network.outputs();
        this.learningRate = updater.learningRate();
        int rows = batches.get(0).capacity();
        this.outputs = new float[rows * classes];
        this.scores = new double[rows];
        this.replica = factory.create(network, updater, rows);
        float[] parameters = InitialWeights.of(network, seed);
        replica.load(parameters, new float[ReplicaFactory.moments(updater)][parameters.length], 0);
    }

    /**
     * Replicas with equal weights.
     *
     * @param images each replica gets an equal part, in order
     */
    static BareThreads<BareReplica> threads(
            int count, ReplicaFactory factory, Network network, UpdaterPlan updater, SyntheticImages images, int rows) {
        List<BareReplica> replicas = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            List<Batch> batches = new ArrayList<>();
            for (int first : images.batches(part, count, rows)) {
                batches.add(images.batch(first, rows));
            }
            replicas.add(new BareReplica(factory, network, updater, batches, 1));
        }
        return new BareThreads<>(replicas);
    }

    @Override
    public int train() {
        Batch batch = next();
        loss = replica.step(batch, learningRate, steps);
        steps++;
        return batch.rows();
    }

    /** Computes the outputs of the next batch. */
    int forward() {
        Batch batch = next();
        replica.outputs(batch, outputs);
        return batch.rows();
    }

    @Override
    public int score() {
        Batch batch = next();
        replica.outputs(batch, outputs);
        for (int row = 0; row < batch.rows(); row++) {
            scores[row] = Scores.el2n(outputs, row * classes, classes, batch.labels()[row]);
        }
        return batch.rows();
    }

    private Batch next() {
        Batch batch = batches.get(next);
        next = (next + 1) % batches.size();
        return batch;
    }

    @Override
    public double loss() {
        return loss;
    }

    @Override
    public void close() {
        replica.close();
    }
}
