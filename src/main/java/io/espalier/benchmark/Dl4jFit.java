package io.espalier.benchmark;

import io.espalier.Words;
import io.espalier.dl4j.Dl4jConfigurations;
import io.espalier.dl4j.OneDnnHelpers;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A DL4J network trained by DL4J's own {@code fit}, and its batches in ND4J's memory. */
abstract class Dl4jFit implements BareModel {
    private final List<DataSet> batches;
    private int next;

    private Dl4jFit(List<DataSet> batches) {
        this.batches = batches;
    }

    /** The layers of a network, of those that DL4J has. */
    enum Layers {
        /** Those that DL4J takes by itself. */
        FIT,
        /** oneDNN's convolution and pooling, which DL4J has but does not take by itself. */
        ONEDNN;

        /** The choices that differ for a network. */
        static List<Layers> of(Network network) {
            boolean convolves = network.nodes().stream().anyMatch(node -> node.layer() instanceof Layer.Convolution);
            return convolves ? List.of(FIT, ONEDNN) : List.of(FIT);
        }

        String word() {
            return Words.word(this);
        }
    }

    /**
     * Networks with equal weights.
     *
     * @param images each network gets an equal part, in order
     */
    static BareThreads<Dl4jFit> threads(
            int count, Network network, UpdaterPlan updater, Layers layers, SyntheticImages images, int rows) {
        List<Dl4jFit> fits = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            List<DataSet> batches = new ArrayList<>();
            for (int first : images.batches(part, count, rows)) {
                batches.add(examples(images, first, rows));
            }
            Dl4jFit fit = of(network, updater, batches);
            if (layers == Layers.ONEDNN) {
                OneDnnHelpers.install(fit.layers());
            }
            fits.add(fit);
        }
        return new BareThreads<>(fits);
    }

    private static Dl4jFit of(Network network, UpdaterPlan updater, List<DataSet> batches) {
        if (network.form() == Network.Form.SEQUENCE) {
            MultiLayerNetwork model = new MultiLayerNetwork(Dl4jConfigurations.sequence(network, updater));
            model.init();
            return new Sequence(model, batches);
        }
        ComputationGraph model = new ComputationGraph(Dl4jConfigurations.graph(network, updater));
        model.init();
        return new Graph(model, batches);
    }

    private static DataSet examples(SyntheticImages images, int first, int rows) {
        INDArray labels = Nd4j.zeros(rows, SyntheticImages.CLASSES);
        for (int row = 0; row < rows; row++) {
            labels.putScalar(row, images.label(first + row), 1);
        }
        INDArray features = Nd4j.createFromArray(images.features(first, rows)).reshape(rows, SyntheticImages.PIXELS);
        return new DataSet(features, labels);
    }

    @Override
    public int train() {
        DataSet batch = next();
        fit(batch);
        return batch.numExamples();
    }

    @Override
    public int score() {
        DataSet batch = next();
        losses(batch).close();
        return batch.numExamples();
    }

    abstract org.deeplearning4j.nn.api.Layer[] layers();

    abstract void fit(DataSet batch);

    /** The loss of each example. */
    abstract INDArray losses(DataSet batch);

    private DataSet next() {
        DataSet batch = batches.get(next);
        next = (next + 1) % batches.size();
        return batch;
    }

    private static final class Sequence extends Dl4jFit {
        private final MultiLayerNetwork model;

        Sequence(MultiLayerNetwork model, List<DataSet> batches) {
            super(batches);
            this.model = model;
        }

        @Override
        org.deeplearning4j.nn.api.Layer[] layers() {
            return model.getLayers();
        }

        @Override
        void fit(DataSet batch) {
            model.fit(batch);
        }

        @Override
        INDArray losses(DataSet batch) {
            return model.scoreExamples(batch, false);
        }

        @Override
        public double loss() {
            return model.score();
        }

        @Override
        public void close() {
            model.close();
        }
    }

    private static final class Graph extends Dl4jFit {
        private final ComputationGraph model;

        Graph(ComputationGraph model, List<DataSet> batches) {
            super(batches);
            this.model = model;
        }

        @Override
        org.deeplearning4j.nn.api.Layer[] layers() {
            return model.getLayers();
        }

        @Override
        void fit(DataSet batch) {
            model.fit(batch);
        }

        @Override
        INDArray losses(DataSet batch) {
            return model.scoreExamples(batch, false);
        }

        @Override
        public double loss() {
            return model.score();
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
