package io.espalier.dl4j;

import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.trainer.Batch;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Native arrays for the features, labels and label masks of up to a number of rows, filled again and again.
 *
 * <p>Features are [rows x features]; [rows x channels x elements] for a network that reads sequences. Labels are one-hot or the targets.
 */
final class BatchArrays implements AutoCloseable {
    /**
     * Rows as DL4J takes them.
     *
     * @param mask 1 where a row, [rows x 1], or an output, [rows x outputs], counts, else 0; none where all do
     * @param factors of the rows' losses, [rows x 1]; none where they are 0 and 1 only, which is what the mask says
     * @param counts false for a single row that does not: DL4J would take its mask for one of outputs
     */
    record Rows(
            INDArray features, INDArray labels, Optional<INDArray> mask, Optional<INDArray> factors, boolean counts) {}

    private final int capacity;
    private final int featureCount;
    private final Layer.Output output;
    private final int outputs;
    private final Shape sequence;
    private final boolean readsSequence;
    private final HostArray features;
    private final HostArray labels;
    private final HostArray outputMask;
    private final HostArray weights;
    private final float[] values;
    private final Map<Integer, Views> views = new HashMap<>();

    /** The first rows of the arrays. */
    private record Views(INDArray features, INDArray labels, INDArray outputMask, INDArray weights) {}

    BatchArrays(Network network, int capacity) {
        this.capacity = capacity;
        this.sequence = network.input();
        this.featureCount = sequence.size();
        this.output =
                (Layer.Output) network.nodes().get(network.nodes().size() - 1).layer();
        this.outputs = output.outputs();
        this.readsSequence = new SignalKinds(network).of(Network.INPUT) == SignalKinds.Kind.SEQUENCE;
        this.features = array(featureCount);
        this.labels = array(outputs);
        this.outputMask = array(outputs);
        this.weights = array(1);
        this.values = new float[Math.multiplyExact(capacity, outputs)];
    }

    private HostArray array(int columns) {
        return new HostArray(Nd4j.create(DataType.FLOAT, new long[] {capacity, columns}, 'c'));
    }

    /** Rows that fit. */
    int capacity() {
        return capacity;
    }

    /** Values of one row of labels. */
    int outputs() {
        return outputs;
    }

    /** Throws IllegalArgumentException unless a batch is one of the network with at least 1 row. */
    void requireExamples(Batch batch) {
        batch.requireFits(output);
    }

    /** Copies {@code count} rows of a batch from row {@code start} on; the result is valid until the next call. */
    Rows fill(Batch batch, int start, int count) {
        INDArray read = features(batch, start, count);
        Views rows = views(count);
        // What does not count may have any target: NaN times 0 would be NaN.
        for (int i = 0; i < count * outputs; i++) {
            int row = start + i / outputs;
            values[i] = batch.counts(row, i % outputs) ? batch.target(row, i % outputs) : 0;
        }
        labels.write(values, 0, count * outputs);
        boolean counts = count > 1 || batch.weight(start) != 0;
        Optional<INDArray> factors = factors(batch, start, count, rows);
        return new Rows(read, rows.labels, mask(batch, start, count, rows, factors.isPresent()), factors, counts);
    }

    /** A mask of rows is left to DL4J, whose bits it then has. */
    private Optional<INDArray> factors(Batch batch, int start, int count, Views rows) {
        boolean masks = true;
        for (int row = 0; row < count; row++) {
            values[row] = batch.weight(start + row);
            masks &= values[row] == 0 || values[row] == 1;
        }
        if (masks) {
            return Optional.empty();
        }
        weights.write(values, 0, count);
        return Optional.of(rows.weights);
    }

    private Optional<INDArray> mask(Batch batch, int start, int count, Views rows, boolean weighted) {
        if (batch.hasOutputMask()) {
            for (int i = 0; i < count * outputs; i++) {
                values[i] = batch.counts(start + i / outputs, i % outputs) ? 1 : 0;
            }
            outputMask.write(values, 0, count * outputs);
            return Optional.of(rows.outputMask);
        }
        if (batch.hasWeights() && !weighted && count > 1) {
            for (int row = 0; row < count; row++) {
                values[row] = batch.weight(start + row);
            }
            weights.write(values, 0, count);
            return Optional.of(rows.weights);
        }
        return Optional.empty();
    }

    /** Copies the features alone. */
    INDArray features(Batch batch, int start, int count) {
        if (batch.featureCount() != featureCount) {
            throw new IllegalArgumentException(
                    "The network takes " + featureCount + " features, the batch has " + batch.featureCount());
        }
        features.write(batch.features(), start * featureCount, count * featureCount);
        return views(count).features;
    }

    private Views views(int count) {
        return views.computeIfAbsent(count, this::view);
    }

    private Views view(int count) {
        INDArray rows = first(features, count);
        if (readsSequence) {
            rows = rows.reshape('c', count, sequence.channels(), sequence.height());
        }
        return new Views(rows, first(labels, count), first(outputMask, count), first(weights, count));
    }

    private static INDArray first(HostArray array, int count) {
        return array.array().get(NDArrayIndex.interval(0, count), NDArrayIndex.all());
    }

    @Override
    public void close() {
        features.array().close();
        labels.array().close();
        outputMask.array().close();
        weights.array().close();
    }
}
