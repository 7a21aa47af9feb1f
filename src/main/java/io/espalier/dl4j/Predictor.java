package io.espalier.dl4j;

import io.espalier.network.Network;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.Replica;

/** Outputs of a saved model for raw features. Used by one thread at a time. */
public final class Predictor implements AutoCloseable {
    /** No rule is applied; the one without moments needs the least memory. */
    private static final UpdaterPlan NO_TRAINING = UpdaterPlan.constant(UpdaterKind.SGD, 1);

    private final Network network;
    private final Normalization normalization;
    private final Replica replica;
    private final Batch batch;

    /**
     * A predictor of a model.
     *
     * @param rows that go through the network at once, at least 1; the last bits of outputs may depend on it
     */
    public Predictor(SavedModel model, int rows) {
        ModelState state = model.state();
        network = state.network();
        normalization = model.normalization();
        replica = new Dl4jReplicaFactory().create(network, NO_TRAINING, rows);
        replica.load(state.parameters(), new float[0][], 0);
        batch = new Batch(rows, network.input().size());
    }

    /** Features of one row. */
    public int featureCount() {
        return batch.featureCount();
    }

    /** Outputs of one row: probabilities of the classes, for a network with a softmax output. */
    public int outputCount() {
        return network.outputs();
    }

    /**
     * Computes outputs.
     *
     * @param features raw, row-major, [rows x features]; only read
     * @param rows how many, from the first
     * @return row-major, [rows x outputs]
     */
    public float[] outputs(float[] features, int rows) {
        int width = featureCount();
        if (rows < 0 || features.length < (long) rows * width) {
            throw new IllegalArgumentException(
                    rows + " rows need " + (long) rows * width + " features: " + features.length);
        }
        float[] outputs = new float[Math.multiplyExact(rows, outputCount())];
        float[] part = new float[batch.capacity() * outputCount()];
        for (int start = 0; start < rows; start += batch.capacity()) {
            int count = Math.min(batch.capacity(), rows - start);
            System.arraycopy(features, start * width, batch.features(), 0, count * width);
            normalization.apply(batch.features(), count);
            batch.setRows(count);
            replica.outputs(batch, part);
            System.arraycopy(part, 0, outputs, start * outputCount(), count * outputCount());
        }
        return outputs;
    }

    @Override
    public void close() {
        replica.close();
    }
}
