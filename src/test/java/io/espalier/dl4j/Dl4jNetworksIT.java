package io.espalier.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import io.espalier.network.Window;
import io.espalier.run.UpdaterKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

class Dl4jNetworksIT {
    static Stream<Network> networks() {
        Layer embedding = new Layer.Embedding(20, 6);
        return Stream.concat(
                TestNetworks.endings(),
                Stream.of(
                        TestNetworks.resnet(),
                        TestNetworks.rectangular(),
                        TestNetworks.series(Network.Form.SEQUENCE),
                        TestNetworks.series(Network.Form.GRAPH),
                        new Network(
                                new Shape(1, 7, 1),
                                List.of(
                                        TestNetworks.node("words", embedding, Network.INPUT),
                                        TestNetworks.node(
                                                "conv",
                                                new Layer.Convolution(
                                                        4,
                                                        Window.ofSequence(new Window.Side(3, 1, 0, 1), true),
                                                        Activation.RELU,
                                                        false),
                                                "words"),
                                        TestNetworks.node(
                                                "pool", new Layer.GlobalPooling(Layer.Pooling.Kind.MAX), "conv"),
                                        output("pool")),
                                Network.Form.SEQUENCE),
                        TestNetworks.mlp(Activation.SIGMOID),
                        Networks.mlp(Shape.flat(7), List.of(5), Activation.LEAKY_RELU, 0.25, 2),
                        TestNetworks.lenet(),
                        TestNetworks.graph(Activation.SWISH),
                        TestNetworks.residual(),
                        flattened(Network.Form.SEQUENCE),
                        flattened(Network.Form.GRAPH),
                        new Network(
                                new Shape(1, 5, 1),
                                List.of(
                                        TestNetworks.node("words", embedding, Network.INPUT),
                                        TestNetworks.node("attention", new Layer.SelfAttention(2, 3), "words"),
                                        TestNetworks.node("lstm", new Layer.Lstm(4, true), "attention"),
                                        output("lstm")),
                                Network.Form.SEQUENCE),
                        new Network(
                                new Shape(3, 5, 1),
                                List.of(
                                        TestNetworks.node("lstm", new Layer.Lstm(4, false), Network.INPUT),
                                        TestNetworks.node(
                                                "pool", new Layer.GlobalPooling(Layer.Pooling.Kind.MAX), "lstm"),
                                        output("pool")),
                                Network.Form.GRAPH)));
    }

    private static Network flattened(Network.Form form) {
        return new Network(
                new Shape(2, 6, 5),
                List.of(
                        TestNetworks.node("conv", TestNetworks.convolution(3, 3, Activation.ELU), Network.INPUT),
                        TestNetworks.node("norm", new Layer.BatchNormalization(1e-3, 0.8, Activation.TANH), "conv"),
                        TestNetworks.node("flat", new Layer.Flatten(), "norm"),
                        TestNetworks.node("drop", new Layer.Dropout(0.5), "flat"),
                        TestNetworks.node("act", new Layer.Activate(Activation.GELU), "drop"),
                        output("act")),
                form);
    }

    private static io.espalier.network.Node output(String input) {
        return TestNetworks.node("output", new Layer.Output(3, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY), input);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void descriptionOfTheConfigurationIsTheNetwork(Network network) {
        Network described = network.form() == Network.Form.SEQUENCE
                ? Dl4jNetworks.describe(
                        MultiLayerConfiguration.fromJson(
                                Dl4jConfigurations.sequence(network, TestNetworks.updater(UpdaterKind.ADAM))
                                        .toJson()),
                        network.input())
                : Dl4jNetworks.describe(
                        ComputationGraphConfiguration.fromJson(
                                Dl4jConfigurations.graph(network, TestNetworks.updater(UpdaterKind.ADAM))
                                        .toJson()),
                        network.input());

        assertThat(described).isEqualTo(network);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void dl4jLaysParametersOutAsTheNetworkSays(Network network) {
        Dl4jModel model = Dl4jModel.of(network, UpdateRule.none());
        List<Tensor> tensors = new ArrayList<>();
        for (org.deeplearning4j.nn.api.Layer layer : model.layers()) {
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                Tensor expected = network.layout().tensors().get(tensors.size());
                INDArray values = parameter.getValue();
                tensors.add(new Tensor(
                        layer.conf().getLayer().getLayerName(),
                        parameter.getKey(),
                        expected.role(),
                        Arrays.stream(values.shape()).mapToObj(Math::toIntExact).toList(),
                        values.rank() == 1 || isConvolutionOfSequences(layer) ? expected.order() : values.ordering(),
                        Math.toIntExact(values.offset())));
            }
        }

        assertThat(tensors).isEqualTo(network.layout().tensors());
        assertThat(model.parameters().length()).isEqualTo(network.layout().length());
        model.close();
    }

    /** Its weights are read in another order than their array says: LayoutIT finds it by what they do. */
    private static boolean isConvolutionOfSequences(org.deeplearning4j.nn.api.Layer layer) {
        return layer.conf().getLayer() instanceof Convolution1DLayer;
    }

    @Test
    void sizesOfFlatInputsAreReadFromTheConfiguration() {
        Network mlp = TestNetworks.mlp(Activation.RELU);
        Network lenet = TestNetworks.lenet();

        assertThat(Dl4jNetworks.describe(Dl4jConfigurations.sequence(mlp, TestNetworks.updater(UpdaterKind.SGD))))
                .isEqualTo(mlp);
        assertThat(Dl4jNetworks.describe(Dl4jConfigurations.sequence(lenet, TestNetworks.updater(UpdaterKind.SGD))))
                .isEqualTo(lenet);
    }

    @Test
    void imageInputWithoutSizeNeedsTheShapeOfTheData() {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(output())
                .setInputType(InputType.convolutional(8, 8, 1))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dl4jNetworks.describe(configuration))
                .withMessageContaining("InputType.convolutionalFlat");
        assertThat(Dl4jNetworks.describe(configuration, new Shape(1, 8, 8)).input())
                .isEqualTo(new Shape(1, 8, 8));
    }

    @Test
    void dropoutOfALayersInputBecomesANodeBeforeIt() {
        Network network = Dl4jNetworks.describe(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(3).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(3)
                        .nOut(2)
                        .dropOut(0.75)
                        .build())
                .build());

        assertThat(network.nodes()).extracting("name").containsExactly("layer0", "layer1-dropout", "layer1");
        assertThat(network.nodes().get(1).layer()).isEqualTo(new Layer.Dropout(0.25));
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                Arguments.of(new LossMCXENT(), Layer.Loss.CROSS_ENTROPY),
                Arguments.of(new LossSparseMCXENT(), Layer.Loss.CROSS_ENTROPY),
                Arguments.of(new LossNegativeLogLikelihood(), Layer.Loss.CROSS_ENTROPY),
                Arguments.of(new LossBinaryXENT(), Layer.Loss.BINARY_CROSS_ENTROPY),
                Arguments.of(new LossMSE(), Layer.Loss.MEAN_SQUARED_ERROR),
                Arguments.of(new LossL1(), Layer.Loss.ABSOLUTE_ERROR));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void lossesAreThoseOfTheConfiguration(ILossFunction loss, Layer.Loss expected) {
        Network network = Dl4jNetworks.describe(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder(loss)
                        .nIn(3)
                        .nOut(2)
                        .activation(
                                expected == Layer.Loss.CROSS_ENTROPY
                                        ? org.nd4j.linalg.activations.Activation.SOFTMAX
                                        : org.nd4j.linalg.activations.Activation.SIGMOID)
                        .build())
                .build());
        assertThat(((Layer.Output) network.nodes().get(0).layer()).loss()).isEqualTo(expected);
    }

    @Test
    void dilationOfASequenceIsRead() {
        Network network = Dl4jNetworks.describe(
                new NeuralNetConfiguration.Builder()
                        .list()
                        .layer(new Convolution1DLayer.Builder(3)
                                .nIn(2)
                                .nOut(4)
                                .dilation(2)
                                .build())
                        .layer(new GlobalPoolingLayer(PoolingType.MAX))
                        .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                                .nIn(4)
                                .nOut(2)
                                .build())
                        .build(),
                new Shape(2, 9, 1));
        assertThat(network.shape("layer0")).isEqualTo(new Shape(4, 5, 1));
    }

    @Test
    void refusesWhatANetworkCannotCarryByName() {
        assertRefused(
                new LocalResponseNormalization.Builder().name("lrn").build(),
                "Layer lrn is a LocalResponseNormalization; supported are DenseLayer, ");
        assertRefused(
                new DenseLayer.Builder().name("d").nOut(3).hasLayerNorm(true).build(),
                "Layer d has layer normalisation");
        assertRefused(
                new DenseLayer.Builder()
                        .name("d")
                        .nOut(3)
                        .constrainWeights(new MaxNormConstraint(1, 1))
                        .build(),
                "Layer d has constraints");
        assertRefused(
                new DenseLayer.Builder()
                        .name("d")
                        .nOut(3)
                        .activation(new ActivationLReLU(0.3))
                        .build(),
                "Layer d has the activation leakyrelu");
        assertRefused(
                new BatchNormalization.Builder().name("n").lockGammaBeta(true).build(),
                "Layer n has fixed gamma and beta");
        assertRefused(
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .name("p")
                        .dilation(2, 2)
                        .build(),
                "Layer p has dilation");
    }

    @Test
    void refusesAnUnknownVertexByName() {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addVertex("unit", new L2NormalizeVertex(), "in")
                .addLayer("out", output(), "unit")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(4))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dl4jNetworks.describe(configuration))
                .withMessage(
                        "Vertex unit is a L2NormalizeVertex; supported are layers, ElementWiseVertex(Add) and MergeVertex");
    }

    @Test
    void refusesALayerThatDl4jLacks() {
        Network network = new Network(
                Shape.flat(4),
                List.of(TestNetworks.node("scale", new Layer.LayerNormalization(1e-5), Network.INPUT), output("scale")),
                Network.Form.SEQUENCE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dl4jConfigurations.sequence(network, TestNetworks.updater(UpdaterKind.ADAM)))
                .withMessage("DL4J has no layer for scale: LayerNormalization");
    }

    private static void assertRefused(org.deeplearning4j.nn.conf.layers.Layer layer, String message) {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(layer)
                .layer(output())
                .setInputType(InputType.convolutionalFlat(8, 8, 1))
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dl4jNetworks.describe(configuration))
                .withMessageContaining(message);
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .name("out")
                .nOut(2)
                .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                .build();
    }
}
