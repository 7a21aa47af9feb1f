package io.espalier.dl4j;

import io.espalier.network.Network;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What DL4J's two network classes have in common, taken apart into the pieces of their {@code fit}: gradient, update rule, subtraction.
 *
 * <p>In DL4J a gradient is summed over examples, and the update divides it by their number; the "gradient" of a running statistic is
 * the change to be subtracted from it, which is not divided. Used by one thread at a time.
 */
interface Dl4jModel {
    /** The DL4J model of a network; its weights are DL4J's random ones. */
    static Dl4jModel of(Network network, UpdateRule rule) {
        if (network.form() == Network.Form.SEQUENCE) {
            MultiLayerNetwork model = new MultiLayerNetwork(Dl4jConfigurations.sequence(network, rule));
            model.init();
            return new Sequence(model);
        }
        ComputationGraph model = new ComputationGraph(Dl4jConfigurations.graph(network, rule));
        model.init();
        return new Graph(model);
    }

    /** The DL4J model of a network that computes on the parameter array of another one. */
    static Dl4jModel sharing(Network network, UpdateRule rule, INDArray parameters) {
        if (network.form() == Network.Form.SEQUENCE) {
            MultiLayerNetwork model = new MultiLayerNetwork(Dl4jConfigurations.sequence(network, rule));
            model.init(parameters, false);
            return new Sequence(model);
        }
        ComputationGraph model = new ComputationGraph(Dl4jConfigurations.graph(network, rule));
        model.init(parameters, false);
        return new Graph(model);
    }

    /** A model of someone else's. */
    static Dl4jModel of(Model model) {
        if (model instanceof MultiLayerNetwork sequence) {
            return new Sequence(sequence);
        }
        if (model instanceof ComputationGraph graph) {
            return new Graph(graph);
        }
        throw new IllegalArgumentException(
                "A model must be a MultiLayerNetwork or a ComputationGraph: " + model.getClass());
    }

    /** DL4J's own object. */
    Model model();

    /** Sets the number of updates that DL4J counts. */
    void setUpdates(int updates);

    /** All layers in the order of the parameters. */
    Layer[] layers();

    /** The parameters, of rank 1; the model's own memory. */
    default INDArray parameters() {
        return flat(model().params());
    }

    /** The gradient array that {@link #backpropagate} fills, of rank 1; the model's own memory. */
    default INDArray gradients() {
        return flat(model().getGradientsViewArray());
    }

    /** The update rule with its state. */
    BaseMultiLayerUpdater<?> updater();

    /**
     * Fills the gradient array, summed over the rows, in training mode.
     *
     * @param mask DL4J's label mask: 1 where a row, [rows x 1], or an output, [rows x outputs], counts, else 0
     * @return mean loss without penalties on weights
     */
    default double backpropagate(INDArray features, INDArray labels, Optional<INDArray> mask) {
        setExamples(features, labels);
        mask.ifPresent(this::setLabelMask);
        model().computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
        double penalty = penalty();
        mask.ifPresent(unused -> clearMasks());
        clearStates();
        return model().score() - penalty;
    }

    /** Sets what the next gradient is computed from. */
    void setExamples(INDArray features, INDArray labels);

    /** Sets the label mask of the next gradient. */
    void setLabelMask(INDArray mask);

    /** Forgets the label mask. */
    void clearMasks();

    /** The penalties on weights of the last gradient's loss. */
    double penalty();

    /** Forgets the activations of the last gradient. */
    void clearStates();

    /** Turns the gradient array into a step by the update rule and subtracts it from the parameters. */
    default void update(int iteration, int rows) {
        updater().update(model().gradient(), iteration, 0, rows, LayerWorkspaceMgr.noWorkspaces());
        parameters().subi(gradients());
    }

    /** Outputs in inference mode; the caller closes them. */
    INDArray outputs(INDArray features);

    /** Outputs and penultimate features in inference mode, of one pass; the caller closes them. */
    Answer answer(INDArray features);

    /**
     * What a network says of some rows.
     *
     * @param outputs row-major, [rows x outputs]; a copy
     * @param penultimate what goes into the last layer, row-major, [rows x values]; a copy
     */
    record Answer(INDArray outputs, INDArray penultimate) implements AutoCloseable {
        /** Copies what counts of some activations, and closes them all but those of the input, which are the caller's. */
        private static Answer of(
                Collection<INDArray> activations, INDArray input, INDArray outputs, INDArray penultimate) {
            Answer answer = new Answer(outputs.dup('c'), penultimate.dup('c'));
            activations.stream()
                    .filter(array -> array != input && array.closeable())
                    .forEach(INDArray::close);
            return answer;
        }

        @Override
        public void close() {
            outputs.close();
            penultimate.close();
        }
    }

    /** Frees parameters, gradients, updater state and this thread's workspaces. */
    default void close() {
        model().close();
    }

    private static INDArray flat(INDArray array) {
        return array.reshape(array.length());
    }

    /** A MultiLayerNetwork. */
    record Sequence(MultiLayerNetwork model) implements Dl4jModel {
        @Override
        public void setUpdates(int updates) {
            model.setIterationCount(updates);
        }

        @Override
        public Layer[] layers() {
            return model.getLayers();
        }

        @Override
        public BaseMultiLayerUpdater<?> updater() {
            return (BaseMultiLayerUpdater<?>) model.getUpdater();
        }

        @Override
        public void setExamples(INDArray features, INDArray labels) {
            model.setInput(features);
            model.setLabels(labels);
        }

        @Override
        public void setLabelMask(INDArray mask) {
            model.setLayerMaskArrays(null, mask);
        }

        @Override
        public void clearMasks() {
            model.clearLayerMaskArrays();
        }

        @Override
        public double penalty() {
            return model.calcRegularizationScore(true);
        }

        @Override
        public void clearStates() {
            model.clearLayersStates();
        }

        @Override
        public INDArray outputs(INDArray features) {
            return model.output(features, false);
        }

        @Override
        public Answer answer(INDArray features) {
            List<INDArray> activations = model.feedForward(features, false);
            clearStates();
            int last = activations.size() - 1;
            return Answer.of(activations, features, activations.get(last), activations.get(last - 1));
        }
    }

    /** A ComputationGraph with one input and one output. */
    record Graph(ComputationGraph model) implements Dl4jModel {
        @Override
        public void setUpdates(int updates) {
            model.getConfiguration().setIterationCount(updates);
        }

        @Override
        public Layer[] layers() {
            return model.getLayers();
        }

        @Override
        public BaseMultiLayerUpdater<?> updater() {
            return model.getUpdater();
        }

        @Override
        public void setExamples(INDArray features, INDArray labels) {
            model.setInput(0, features);
            model.setLabels(labels);
        }

        @Override
        public void setLabelMask(INDArray mask) {
            model.setLayerMaskArrays(null, new INDArray[] {mask});
        }

        @Override
        public void clearMasks() {
            model.clearLayerMaskArrays();
        }

        @Override
        public double penalty() {
            return model.calcRegularizationScore(true);
        }

        @Override
        public void clearStates() {
            model.clearLayersStates();
        }

        @Override
        public INDArray outputs(INDArray features) {
            return model.outputSingle(false, features);
        }

        @Override
        public Answer answer(INDArray features) {
            Map<String, INDArray> activations = model.feedForward(new INDArray[] {features}, false);
            clearStates();
            String output = model.getConfiguration().getNetworkOutputs().get(0);
            String before = Objects.requireNonNull(
                            model.getConfiguration().getVertexInputs().get(output))
                    .get(0);
            return Answer.of(activations.values(), features, of(activations, output), of(activations, before));
        }

        private static INDArray of(Map<String, INDArray> activations, String vertex) {
            return Objects.requireNonNull(activations.get(vertex));
        }
    }
}
