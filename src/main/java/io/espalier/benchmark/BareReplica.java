package io.espalier.benchmark;

import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.InitialWeights;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A replica of ours and its batches. */
final class BareReplica implements BareModel {
    private static final long SEED = 1;

    private final Replica replica;
    private final List<Batch> batches;
    private final double learningRate;
    private final float[] outputs;
    private final ExampleScores scores;
    private int next;
    private long steps;
    private double loss;

    /**
     * Loads fresh weights.
     *
     * @param replica of the network; closed with this one
     * @param batches at least one, of equal numbers of rows
     */
    private BareReplica(Replica replica, Network network, UpdaterPlan updater, List<Batch> batches) {
        this.replica = replica;
        this.batches = List.copyOf(batches);
        this.learningRate = updater.learningRate();
        int rows = batches.get(0).capacity();
        this.outputs = new float[rows * network.outputs()];
        this.scores = new ExampleScores(rows, network.outputs());
        float[] parameters = InitialWeights.of(network, SEED);
        replica.load(parameters, new float[ReplicaFactory.moments(updater)][parameters.length], 0);
    }

    /**
     * Replicas with equal weights.
     *
     * @param factory makes one replica of the network
     * @param images each replica gets an equal part, in order
     */
    static BareThreads<BareReplica> threads(
            int count,
            Supplier<Replica> factory,
            Network network,
            UpdaterPlan updater,
            SyntheticImages images,
            int rows) {
        List<BareReplica> replicas = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            List<Batch> batches = new ArrayList<>();
            for (int first : images.batches(part, count, rows)) {
                batches.add(images.batch(first, rows));
            }
            replicas.add(new BareReplica(factory.get(), network, updater, batches));
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
        replica.scores(batch, scores);
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
