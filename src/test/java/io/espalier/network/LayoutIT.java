package io.espalier.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Layer.Loss;
import io.espalier.network.Network.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.Convolution1DUtils;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Our layout against the views that DL4J makes into its flat parameter vector. */
class LayoutIT {
    private static final Layer OUTPUT = new Layer.Output(2, Activation.SOFTMAX, Loss.CROSS_ENTROPY);

    /** One parameter as DL4J or we see it. */
    private record View(String name, List<Long> shape, List<Long> strides, long offset) {}

    @Test
    void denseAndBatchNormalization() {
        assertSameLayout(
                NetworkTest.chain(
                        Shape.flat(3),
                        new Layer.Dense(4, Activation.IDENTITY, true),
                        new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY),
                        new Layer.Dense(5, Activation.RELU, false),
                        OUTPUT),
                sequence(
                        InputType.feedForward(3),
                        new DenseLayer.Builder().nOut(4).build(),
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        new DenseLayer.Builder().nOut(5).hasBias(false).build(),
                        output()));
    }

    @Test
    void convolutionPoolingAndFlattening() {
        assertSameLayout(
                NetworkTest.chain(
                        new Shape(2, 9, 7),
                        new Layer.Convolution(4, 3, 2, 1, 0, 1, false, Activation.RELU, true),
                        new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY),
                        new Layer.Pooling(Layer.Pooling.Kind.MAX, 2, 2, 0, false),
                        new Layer.Convolution(3, 3, 3, 2, 0, 1, true, Activation.RELU, false),
                        new Layer.Dense(5, Activation.RELU, true),
                        OUTPUT),
                sequence(
                        InputType.convolutional(9, 7, 2),
                        new ConvolutionLayer.Builder(3, 2).nOut(4).build(),
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        new SubsamplingLayer.Builder(new int[] {2, 2}, new int[] {2, 2}).build(),
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(3)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .hasBias(false)
                                .build(),
                        new DenseLayer.Builder().nOut(5).build(),
                        output()));
    }

    @Test
    void convolutionOverSequences() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new Convolution1DLayer.Builder(3).nOut(4).build())
                .layer(new Subsampling1DLayer.Builder(SubsamplingLayer.PoolingType.MAX, 2, 2).build())
                .layer(new Convolution1DLayer.Builder(2).nOut(5).hasBias(false).build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(5)
                        .nOut(2)
                        .hasBias(false)
                        .build())
                .setInputType(InputType.recurrent(3, 12))
                .build());
        Network network = NetworkTest.chain(
                new Shape(3, 12, 1),
                new Layer.Convolution(4, Window.ofSequence(new Window.Side(3, 1, 0, 1), false), Activation.RELU, true),
                new Layer.Pooling(Layer.Pooling.Kind.MAX, Window.ofSequence(new Window.Side(2, 2, 0, 1), false)),
                new Layer.Convolution(5, Window.ofSequence(new Window.Side(2, 1, 0, 1), false), Activation.RELU, false),
                new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE),
                new Layer.Output(2, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY, false));
        model.init();
        Map<String, INDArray> read = new HashMap<>();
        model.paramTable().forEach((key, view) -> read.put(key, view.rank() == 4 ? asRead(view) : view));

        assertThat(ours(network, false)).isEqualTo(theirs(read, false));
        assertThat((long) network.layout().length()).isEqualTo(model.numParams());
        model.close();
    }

    /** Shaped [output x input x kernel x 1], but what its kernel reads is the same memory as [kernel x input x output]. */
    private static INDArray asRead(INDArray weights) {
        INDArray read = Convolution1DUtils.reshapeWeightArrayOrGradientForFormat(weights, RNNFormat.NCW);
        return read.reshape('c', 1, read.size(0), read.size(1), read.size(2)).permute(3, 2, 1, 0);
    }

    @Test
    void embeddingLstmAndAttention() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new EmbeddingSequenceLayer.Builder().nIn(7).nOut(6).build())
                .layer(new LSTM.Builder().nIn(6).nOut(4).build())
                .layer(new SelfAttentionLayer.Builder()
                        .nHeads(2)
                        .headSize(3)
                        .nIn(4)
                        .nOut(4)
                        .projectInput(true)
                        .build())
                .layer(new LastTimeStep(new LSTM.Builder().nIn(4).nOut(5).build()))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(5)
                        .nOut(2)
                        .build())
                .build());
        assertSameLayout(
                NetworkTest.chain(
                        new Shape(1, 8, 1),
                        new Layer.Embedding(7, 6),
                        new Layer.Lstm(4, false),
                        new Layer.SelfAttention(2, 3),
                        new Layer.Lstm(5, true),
                        OUTPUT),
                model);
    }

    @Test
    void lenet() {
        assertSameLayout(
                Networks.lenet(new Shape(1, 28, 28), List.of(20, 50, 500), Activation.RELU, 2),
                sequence(
                        InputType.convolutional(28, 28, 1),
                        new ConvolutionLayer.Builder(5, 5).nOut(20).build(),
                        new SubsamplingLayer.Builder(new int[] {2, 2}, new int[] {2, 2}).build(),
                        new ConvolutionLayer.Builder(5, 5).nOut(50).build(),
                        new SubsamplingLayer.Builder(new int[] {2, 2}, new int[] {2, 2}).build(),
                        new DenseLayer.Builder().nOut(500).build(),
                        output()));
    }

    @Test
    void graphFollowsTheTopologicalOrderOfDl4j() {
        GraphBuilder builder =
                new NeuralNetConfiguration.Builder().graphBuilder().addInputs("input");
        builder.addLayer(
                        "c1",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .convolutionMode(same())
                                .build(),
                        "input")
                .addLayer(
                        "c2",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .convolutionMode(same())
                                .build(),
                        "c1")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c1", "c2")
                .addLayer("side", new ConvolutionLayer.Builder(1, 1).nOut(3).build(), "input")
                .addVertex("merge", new MergeVertex(), "sum", "side")
                .addLayer(
                        "norm",
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        "merge")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "norm")
                .addLayer("output", output(), "mean")
                .setOutputs("output")
                .setInputTypes(InputType.convolutional(6, 5, 2));
        ComputationGraph model = new ComputationGraph(builder.build());
        model.init();
        Map<String, Node> nodes = new HashMap<>();
        for (Node node : List.of(
                new Node("c1", convolution(4, 3), List.of("input")),
                new Node("c2", convolution(4, 3), List.of("c1")),
                new Node("sum", new Layer.Add(Activation.IDENTITY), List.of("c1", "c2")),
                new Node("side", convolution(3, 1), List.of("input")),
                new Node("merge", new Layer.Merge(), List.of("sum", "side")),
                new Node("norm", new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY), List.of("merge")),
                new Node("mean", new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), List.of("norm")),
                new Node("output", OUTPUT, List.of("mean")))) {
            nodes.put(node.name(), node);
        }
        List<Node> inOrder = Arrays.stream(model.topologicalSortOrder())
                .mapToObj(i -> model.getVertices()[i].getVertexName())
                .filter(nodes::containsKey)
                .map(nodes::get)
                .toList();
        Network network = new Network(new Shape(2, 6, 5), inOrder, Form.GRAPH);
        assertThat(ours(network, true)).isEqualTo(theirs(model.paramTable(), true));
        assertThat((long) network.layout().length()).isEqualTo(model.numParams());
        model.close();
    }

    private static void assertSameLayout(Network network, MultiLayerNetwork model) {
        model.init();
        assertThat(ours(network, false)).isEqualTo(theirs(model.paramTable(), false));
        assertThat((long) network.layout().length()).isEqualTo(model.numParams());
        model.close();
    }

    private static List<View> ours(Network network, boolean withLayer) {
        List<View> views = new ArrayList<>();
        for (Tensor tensor : network.layout().tensors()) {
            views.add(new View(
                    withLayer ? tensor.layer() + "_" + tensor.name() : tensor.name(),
                    tensor.shape().stream().map(Integer::longValue).toList(),
                    Arrays.stream(tensor.strides()).mapToObj(Long::valueOf).toList(),
                    tensor.offset()));
        }
        return views;
    }

    private static List<View> theirs(Map<String, INDArray> parameters, boolean withLayer) {
        List<View> views = new ArrayList<>();
        parameters.forEach((key, view) -> views.add(new View(
                withLayer ? key : key.substring(key.indexOf('_') + 1),
                Arrays.stream(view.shape()).boxed().toList(),
                Arrays.stream(view.stride()).boxed().toList(),
                view.offset())));
        // The table of a graph is in the order in which its layers were added, its vector in topological order.
        views.sort(Comparator.comparing(View::offset));
        return views;
    }

    private static MultiLayerNetwork sequence(InputType input, org.deeplearning4j.nn.conf.layers.Layer... layers) {
        NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder().list();
        Arrays.stream(layers).forEach(builder::layer);
        return new MultiLayerNetwork(builder.setInputType(input).build());
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT).nOut(2).build();
    }

    private static Layer convolution(int channels, int kernel) {
        return new Layer.Convolution(channels, kernel, kernel, 1, 0, 1, true, Activation.IDENTITY, true);
    }

    private static ConvolutionMode same() {
        return ConvolutionMode.Same;
    }
}
