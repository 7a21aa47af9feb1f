package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J itself computes the same with a masked and a compacted vector: the order of channels and gates is DL4J's. */
class CompactionIT {
    private static final Layer OUTPUT = new Layer.Output(2, Activation.IDENTITY, Layer.Loss.MEAN_SQUARED_ERROR);

    @Test
    void lenet() {
        Network network = Networks.lenet(new Shape(2, 16, 18), List.of(5, 6, 7), Activation.RELU, 2);
        assertSameOutputs(network, 7, Nd4j.rand(DataType.FLOAT, 4, 2, 16, 18), CompactionIT::lenetModel);
    }

    @Test
    void graphWithSumMergeAndNormalization() {
        Layer convolution = new Layer.Convolution(4, 3, 3, 1, 0, 1, true, Activation.RELU, true);
        Network network = new Network(
                new Shape(2, 5, 4),
                List.of(
                        new Node("c1", convolution, List.of("input")),
                        new Node("side", convolution, List.of("input")),
                        new Node("c2", convolution, List.of("c1")),
                        new Node("sum", new Layer.Add(Activation.IDENTITY), List.of("c1", "c2")),
                        new Node("merge", new Layer.Merge(), List.of("sum", "side")),
                        new Node(
                                "norm", new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY), List.of("merge")),
                        new Node("dense", new Layer.Dense(6, Activation.RELU, true), List.of("norm")),
                        new Node("output", OUTPUT, List.of("dense"))),
                Network.Form.GRAPH);
        assertSameOutputs(network, 8, Nd4j.rand(DataType.FLOAT, 4, 2, 5, 4), CompactionIT::graphModel);
    }

    @Test
    void lstmAndAttention() {
        Network network = new Network(
                new Shape(3, 5, 1),
                List.of(
                        new Node("first", new Layer.Lstm(6, false), List.of("input")),
                        new Node("attention", new Layer.SelfAttention(3, 2), List.of("first")),
                        new Node("second", new Layer.Lstm(4, true), List.of("attention")),
                        new Node("output", OUTPUT, List.of("second"))),
                Network.Form.SEQUENCE);
        assertSameOutputs(network, 9, Nd4j.rand(DataType.FLOAT, 4, 3, 5), CompactionIT::sequenceModel);
    }

    private interface Models {
        NeuralNetwork create(Map<String, Integer> units);
    }

    private static void assertSameOutputs(Network network, long seed, INDArray input, Models models) {
        RandomNetworks random = new RandomNetworks(seed);
        float[] weights = random.weights(network);
        KeptUnits kept = random.kept(network);
        assertThat(kept).isNotEqualTo(KeptUnits.all(network));
        Compaction compaction = Compaction.of(network, kept);
        float[] small = compaction.apply(weights);
        float[] dense = outputs(models.create(KeptUnits.all(network).counts()), weights, input);
        compaction.project(weights);
        float[] masked = outputs(models.create(KeptUnits.all(network).counts()), weights, input);
        float[] compacted = outputs(models.create(kept.counts()), small, input);
        double size = distance(masked, new float[masked.length]);
        assertThat(distance(compacted, masked)).isLessThan(1e-5 * size);
        assertThat(distance(dense, masked)).isGreaterThan(1e-2 * size);
    }

    private static float[] outputs(NeuralNetwork model, float[] weights, INDArray input) {
        model.init();
        assertThat(model.params().length()).isEqualTo(weights.length);
        if (model instanceof MultiLayerNetwork sequence) {
            sequence.setParams(Nd4j.createFromArray(weights));
            return flat(sequence.output(input));
        }
        ComputationGraph graph = (ComputationGraph) model;
        graph.setParams(Nd4j.createFromArray(weights));
        return flat(graph.outputSingle(input));
    }

    private static float[] flat(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    private static double distance(float[] one, float[] other) {
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }

    private static NeuralNetwork lenetModel(Map<String, Integer> units) {
        return new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .activation(org.nd4j.linalg.activations.Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5)
                        .nOut(units.get("conv1"))
                        .build())
                .layer(new SubsamplingLayer.Builder(new int[] {2, 2}, new int[] {2, 2}).build())
                .layer(new ConvolutionLayer.Builder(5, 5)
                        .nOut(units.get("conv2"))
                        .build())
                .layer(new SubsamplingLayer.Builder(new int[] {2, 2}, new int[] {2, 2}).build())
                .layer(new DenseLayer.Builder().nOut(units.get("dense1")).build())
                .layer(output())
                .setInputType(InputType.convolutional(16, 18, 2))
                .build());
    }

    private static NeuralNetwork graphModel(Map<String, Integer> units) {
        return new ComputationGraph(new NeuralNetConfiguration.Builder()
                .activation(org.nd4j.linalg.activations.Activation.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("input")
                .addLayer(
                        "c1",
                        new ConvolutionLayer.Builder(3, 3).nOut(units.get("c1")).build(),
                        "input")
                .addLayer(
                        "c2",
                        new ConvolutionLayer.Builder(3, 3).nOut(units.get("c1")).build(),
                        "c1")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c1", "c2")
                .addLayer(
                        "side",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(units.get("side"))
                                .build(),
                        "input")
                .addVertex("merge", new MergeVertex(), "sum", "side")
                .addLayer(
                        "norm",
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        "merge")
                .addLayer(
                        "dense",
                        new DenseLayer.Builder().nOut(units.get("dense")).build(),
                        "norm")
                .addLayer("output", output(), "dense")
                .setOutputs("output")
                .setInputTypes(InputType.convolutional(5, 4, 2))
                .build());
    }

    private static NeuralNetwork sequenceModel(Map<String, Integer> units) {
        int first = units.get("first");
        int second = units.get("second");
        return new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .activation(org.nd4j.linalg.activations.Activation.TANH)
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(first).build())
                .layer(new SelfAttentionLayer.Builder()
                        .nHeads(units.get("attention"))
                        .headSize(2)
                        .nIn(first)
                        .nOut(first)
                        .projectInput(true)
                        .build())
                .layer(new LastTimeStep(
                        new LSTM.Builder().nIn(first).nOut(second).build()))
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                        .nIn(second)
                        .nOut(2)
                        .build())
                .build());
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                .nOut(2)
                .build();
    }
}
