package io.espalier.trainer;

import io.espalier.constraint.KeptUnits;
import io.espalier.testing.ReferenceReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The reference replica with a witness: what was drawn, whether it was closed, and a loss that can be made to go wrong. */
final class WatchedReplica implements Replica {
    private final Replica replica;
    private final Witness witness;
    private long updates;

    /** What the replicas of one factory saw. Not for replicas that travel. */
    static final class Witness {
        final List<Long> draws = new ArrayList<>();
        final List<Double> rates = new ArrayList<>();
        final List<KeptUnits> units = new ArrayList<>();
        /** Of the rows of every step. */
        final List<List<Float>> weights = new ArrayList<>();

        int created;
        int closed;
        long poisonedUpdate = Long.MAX_VALUE;
        double poison = Double.NaN;
        /** After so many steps the thread that makes them is interrupted. */
        int stepsUntilInterruption = Integer.MAX_VALUE;

        /** Makes watched reference replicas. */
        ReplicaFactory factory() {
            return (network, updater, microBatch) -> {
                created++;
                return new WatchedReplica(new ReferenceReplica(network, updater, microBatch), this);
            };
        }
    }

    private WatchedReplica(Replica replica, Witness witness) {
        this.replica = replica;
        this.witness = witness;
    }

    @Override
    public void load(float[] parameters, float[][] moments, long newUpdates) {
        updates = newUpdates;
        replica.load(parameters, moments, newUpdates);
    }

    @Override
    public void mask(int[] zeroPositions) {
        replica.mask(zeroPositions);
    }

    @Override
    public void originalUnits(KeptUnits units) {
        witness.units.add(units);
    }

    @Override
    public double step(Batch batch, double learningRate, long draw) {
        witness.draws.add(draw);
        witness.rates.add(learningRate);
        witness.weights.add(
                IntStream.range(0, batch.rows()).mapToObj(batch::weight).toList());
        double loss = replica.step(batch, learningRate, draw);
        updates++;
        if (witness.draws.size() == witness.stepsUntilInterruption) {
            Thread.currentThread().interrupt();
        }
        return updates == witness.poisonedUpdate ? witness.poison : loss;
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
        replica.gradient(batch, into);
    }

    @Override
    public void outputs(Batch batch, float[] into) {
        replica.outputs(batch, into);
    }

    @Override
    public void close() {
        witness.closed++;
        replica.close();
    }
}
