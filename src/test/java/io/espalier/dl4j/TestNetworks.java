package io.espalier.dl4j;

import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import io.espalier.network.Window;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import java.util.List;
import java.util.stream.Stream;

/** Small networks, plans and batches for the tests of this package. */
final class TestNetworks {
    private TestNetworks() {}

    static Network mlp(Activation activation) {
        return Networks.mlp(Shape.flat(12), List.of(10, 8), activation, 0, 4);
    }

    static Network lenet() {
        return Networks.lenet(new Shape(1, 16, 16), List.of(4, 6, 10), Activation.RELU, 3);
    }

    /** The MLP of {@link #mlp} as a graph. */
    static Network graph(Activation activation) {
        Network mlp = mlp(activation);
        return new Network(mlp.input(), mlp.nodes(), Network.Form.GRAPH);
    }

    /** A residual block whose branches have different lengths, so that DL4J's own order of layers would differ. */
    static Network residual() {
        return new Network(
                new Shape(2, 6, 6),
                List.of(
                        node("stem", convolution(4, 3, Activation.IDENTITY), Network.INPUT),
                        node("norm", new Layer.BatchNormalization(1e-5, 0.9, Activation.RELU), "stem"),
                        node("left1", convolution(5, 3, Activation.RELU), "norm"),
                        node("left2", convolution(4, 3, Activation.IDENTITY), "left1"),
                        node("leftNorm", new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY), "left2"),
                        node("right", convolution(4, 1, Activation.IDENTITY), "norm"),
                        node("sum", new Layer.Add(Activation.RELU), "leftNorm", "right"),
                        node("side", convolution(3, 1, Activation.TANH), "norm"),
                        node("both", new Layer.Merge(), "sum", "side"),
                        node("pool", new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), "both"),
                        node("output", new Layer.Output(3, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY), "pool")),
                Network.Form.GRAPH);
    }

    static Network resnet() {
        return Networks.resnet(new Shape(2, 8, 8), List.of(3, 4, 5), Activation.RELU, 3);
    }

    /** Windows that move differently in the two directions. */
    static Network rectangular() {
        return new Network(
                new Shape(2, 9, 8),
                List.of(
                        node(
                                "conv",
                                new Layer.Convolution(
                                        4,
                                        new Window(new Window.Side(3, 2, 1, 1), new Window.Side(2, 1, 0, 2), false),
                                        Activation.ELU,
                                        false),
                                Network.INPUT),
                        node(
                                "pool",
                                new Layer.Pooling(
                                        Layer.Pooling.Kind.AVERAGE,
                                        new Window(new Window.Side(2, 1, 1, 1), new Window.Side(3, 2, 1, 1), false)),
                                "conv"),
                        node("output", new Layer.Output(3, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY), "pool")),
                Network.Form.SEQUENCE);
    }

    /** Convolutions and a pooling over a sequence of three values an element. */
    static Network series(Network.Form form) {
        return new Network(
                new Shape(3, 14, 1),
                List.of(
                        node(
                                "conv1",
                                convolution(4, new Window.Side(3, 2, 1, 1), false, Activation.RELU),
                                Network.INPUT),
                        node(
                                "pool1",
                                new Layer.Pooling(
                                        Layer.Pooling.Kind.MAX, Window.ofSequence(new Window.Side(2, 1, 0, 1), false)),
                                "conv1"),
                        node("conv2", convolution(5, new Window.Side(2, 1, 0, 1), true, Activation.TANH), "pool1"),
                        node("mean", new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), "conv2"),
                        node("output", new Layer.Output(3, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY), "mean")),
                form);
    }

    private static Layer convolution(int channels, Window.Side elements, boolean same, Activation activation) {
        return new Layer.Convolution(channels, Window.ofSequence(elements, same), activation, true);
    }

    /** One hidden layer, and an output as given. */
    static Network ending(Activation activation, Layer.Loss loss, boolean bias) {
        return new Network(
                Shape.flat(5),
                List.of(
                        node("dense", new Layer.Dense(6, Activation.TANH, bias), Network.INPUT),
                        node("output", new Layer.Output(3, activation, loss, bias), "dense")),
                Network.Form.SEQUENCE);
    }

    /** Every loss, at the end that it is used with. */
    static Stream<Network> endings() {
        return Stream.of(Layer.Loss.values())
                .map(loss -> ending(
                        switch (loss) {
                            case CROSS_ENTROPY -> Activation.SOFTMAX;
                            case BINARY_CROSS_ENTROPY -> Activation.SIGMOID;
                            default -> Activation.IDENTITY;
                        },
                        loss,
                        loss != Layer.Loss.SQUARED_ERROR));
    }

    static Node node(String name, Layer layer, String... inputs) {
        return new Node(name, layer, List.of(inputs));
    }

    static Layer convolution(int channels, int kernel, Activation activation) {
        return new Layer.Convolution(channels, kernel, kernel, 1, 0, 1, true, activation, true);
    }

    static UpdaterPlan updater(UpdaterKind kind) {
        return updater(kind, 0);
    }

    /** With an L2 penalty, unless the rule decays weights. */
    static UpdaterPlan updater(UpdaterKind kind, double l2) {
        UpdaterPlan plan = UpdaterPlan.constant(kind, 0.01);
        return plan.weightDecay() > 0 ? plan : plan.withPenalties(0, l2, 0);
    }

    /** Normal weights scaled by 0.3, gains and variances about 1. */
    static float[] parameters(Network network, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        float[] parameters = new float[network.layout().length()];
        for (Tensor tensor : network.layout().tensors()) {
            float shift = tensor.role() == Tensor.Role.GAIN || tensor.role() == Tensor.Role.VARIANCE ? 1 : 0;
            float scale = tensor.role() == Tensor.Role.VARIANCE ? 0.01f : 0.3f;
            for (int i = tensor.offset(); i < tensor.end(); i++) {
                parameters[i] = shift + scale * (float) random.nextGaussian();
            }
        }
        return parameters;
    }

    static float[][] zeroMoments(Network network, int count) {
        return new float[count][network.layout().length()];
    }

    /** Rows in [0, 1) whose label depends on them. */
    static Batch batch(Network network, int rows, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        int features = network.input().size();
        Batch batch = new Batch(rows, features);
        for (int row = 0; row < rows; row++) {
            batch.labels()[row] = random.nextInt(network.outputs());
            for (int feature = 0; feature < features; feature++) {
                float bump = feature % network.outputs() == batch.labels()[row] ? 0.5f : 0;
                batch.features()[row * features + feature] = 0.5f * (float) random.nextDouble() + bump;
            }
        }
        batch.setRows(rows);
        return batch;
    }
}
