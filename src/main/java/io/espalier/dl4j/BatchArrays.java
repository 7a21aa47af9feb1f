package io.espalier.dl4j;

import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.trainer.Batch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Native arrays for the features and one-hot labels of up to a micro-batch of rows, filled again and again.
 *
 * <p>Features are [rows x features]; [rows x channels x elements] for a network that reads sequences.
 */
final class BatchArrays implements AutoCloseable {
    /** Rows as DL4J takes them. */
    record Rows(INDArray features, INDArray labels) {}

    private final int capacity;
    private final int featureCount;
    private final int classes;
    private final Shape sequence;
    private final boolean readsSequence;
    private final HostArray features;
    private final HostArray labels;
    private final float[] oneHot;
    private final Map<Integer, Rows> views = new HashMap<>();

    BatchArrays(Network network, int capacity) {
        this.capacity = capacity;
        this.sequence = network.input();
        this.featureCount = sequence.size();
        this.classes =
                ((Layer.Output) network.nodes().get(network.nodes().size() - 1).layer()).outputs();
        this.readsSequence = new SignalKinds(network).of(Network.INPUT) == SignalKinds.Kind.SEQUENCE;
        this.features = new HostArray(Nd4j.create(DataType.FLOAT, new long[] {capacity, featureCount}, 'c'));
        this.labels = new HostArray(Nd4j.create(DataType.FLOAT, new long[] {capacity, classes}, 'c'));
        this.oneHot = new float[Math.multiplyExact(capacity, classes)];
    }

    /** Rows that fit. */
    int capacity() {
        return capacity;
    }

    /** Values of one row of labels. */
    int classes() {
        return classes;
    }

    /** Copies {@code count} rows of a batch from row {@code start} on; the result is valid until the next call. */
    Rows fill(Batch batch, int start, int count) {
        if (batch.featureCount() != featureCount) {
            throw new IllegalArgumentException(
                    "The network takes " + featureCount + " features, the batch has " + batch.featureCount());
        }
        features.write(batch.features(), start * featureCount, count * featureCount);
        Arrays.fill(oneHot, 0, count * classes, 0);
        for (int row = 0; row < count; row++) {
            int label = batch.labels()[start + row];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("Label must be in [0, " + classes + "): " + label);
            }
            oneHot[row * classes + label] = 1;
        }
        labels.write(oneHot, 0, count * classes);
        return views.computeIfAbsent(count, this::view);
    }

    private Rows view(int count) {
        INDArray rows = features.array().get(NDArrayIndex.interval(0, count), NDArrayIndex.all());
        if (readsSequence) {
            rows = rows.reshape('c', count, sequence.channels(), sequence.height());
        }
        return new Rows(rows, labels.array().get(NDArrayIndex.interval(0, count), NDArrayIndex.all()));
    }

    @Override
    public void close() {
        features.array().close();
        labels.array().close();
    }
}
