package io.espalier.engine;

import static io.espalier.engine.EngineNetworks.graph;
import static io.espalier.engine.EngineNetworks.node;
import static io.espalier.engine.EngineNetworks.output;
import static io.espalier.engine.EngineNetworks.sequence;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Layer.Pooling.Kind;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import io.espalier.network.Window;
import io.espalier.network.Window.Side;
import java.util.LinkedHashMap;
import java.util.Map;

/** Networks on images for the tests of this package. */
final class ImageNetworks {
    private static final Node OUTPUT = output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY);

    private ImageNetworks() {}

    /** Each kind of layer on images in each of its forms, by what the network is for. */
    static Map<String, Network> byLayer() {
        Map<String, Network> networks = new LinkedHashMap<>();
        Shape grey = new Shape(1, 13, 11);
        Shape colors = new Shape(3, 12, 12);
        networks.put("convolution", one(grey, convolution(6, 3, 3, 1, 0, 1, false, Activation.RELU)));
        networks.put("stride", one(colors, convolution(20, 3, 3, 2, 1, 1, false, Activation.TANH)));
        networks.put("dilation", two(colors, convolution(7, 3, 3, 1, 2, 2, false, Activation.RELU)));
        networks.put("same, even kernel", two(grey, convolution(9, 4, 2, 1, 0, 1, true, Activation.RELU)));
        networks.put("same, stride", two(grey, convolution(9, 3, 5, 2, 0, 1, true, Activation.ELU)));
        networks.put("one by one", two(colors, convolution(17, 1, 1, 1, 0, 1, false, Activation.IDENTITY)));
        networks.put("sigmoid", two(colors, convolution(6, 3, 3, 1, 1, 1, false, Activation.SIGMOID)));
        networks.put("gelu", two(colors, convolution(16, 3, 3, 1, 1, 1, false, Activation.GELU)));
        networks.put("no bias", two(colors, new Layer.Convolution(8, 3, 3, 1, 1, 1, false, Activation.RELU, false)));
        networks.put("many channels", one(new Shape(21, 6, 6), convolution(33, 3, 3, 1, 1, 1, false, Activation.RELU)));
        networks.put("maximum", two(grey, pooling(Kind.MAX, 2, 2, 0, false)));
        networks.put("maximum, padded", two(grey, pooling(Kind.MAX, 3, 2, 1, false)));
        networks.put("maximum, same", two(grey, pooling(Kind.MAX, 3, 2, 0, true)));
        networks.put("mean", two(grey, pooling(Kind.AVERAGE, 2, 2, 0, false)));
        networks.put("mean, padded", two(grey, pooling(Kind.AVERAGE, 3, 2, 1, false)));
        networks.put("mean, same", two(grey, pooling(Kind.AVERAGE, 3, 2, 0, true)));
        networks.put("pooling first", sequence(colors, node("pool", pooling(Kind.MAX, 2, 2, 0, false)), OUTPUT));
        networks.put("global maximum", two(grey, new Layer.GlobalPooling(Kind.MAX)));
        networks.put("global mean", two(grey, new Layer.GlobalPooling(Kind.AVERAGE)));
        networks.put("normalisation", normalized(grey, Activation.IDENTITY));
        networks.put("normalisation, relu", normalized(grey, Activation.RELU));
        networks.put("normalisation, sigmoid", normalized(grey, Activation.SIGMOID));
        networks.put("normalisation, swish", normalized(grey, Activation.SWISH));
        networks.put(
                "normalisation of a vector",
                sequence(
                        Shape.flat(13),
                        node("dense", new Layer.Dense(21, Activation.IDENTITY, false)),
                        node("norm", normalization(Activation.RELU)),
                        OUTPUT));
        networks.put("normalisation first", sequence(colors, node("norm", normalization(Activation.TANH)), OUTPUT));
        networks.put("rectangular window", rectangular());
        networks.put("activation", two(grey, new Layer.Activate(Activation.SIGMOID)));
        networks.put("flattening", two(grey, new Layer.Flatten()));
        return networks;
    }

    /** Signals of different formats that meet, and that several layers read. */
    static Network branches() {
        return graph(
                new Shape(2, 9, 8),
                node("stem", plain(18, 3, 1), Network.INPUT),
                node("norm", normalization(Activation.RELU), "stem"),
                node("left1", convolution(5, 3, 3, 1, 0, 1, true, Activation.RELU), "norm"),
                node("left2", plain(18, 3, 1), "left1"),
                node("leftNorm", normalization(Activation.IDENTITY), "left2"),
                node("right", convolution(18, 1, 1, 1, 0, 1, false, Activation.IDENTITY), "norm"),
                node("sum", new Layer.Add(Activation.RELU), "leftNorm", "right", "norm"),
                node("side", convolution(3, 1, 1, 1, 0, 1, false, Activation.TANH), "norm"),
                node("both", new Layer.Merge(), "sum", "side", "norm"),
                node("last", convolution(16, 3, 3, 2, 0, 1, true, Activation.LEAKY_RELU), "both"),
                node("flat", new Layer.Flatten(), "last"),
                node("pool", new Layer.GlobalPooling(Kind.AVERAGE), "last"),
                node("dense1", new Layer.Dense(7, Activation.RELU, true), "flat"),
                node("dense2", new Layer.Dense(7, Activation.TANH, true), "pool"),
                node("dense3", new Layer.Dense(7, Activation.TANH, true), "flat"),
                node("ends", new Layer.Add(Activation.IDENTITY), "dense1", "dense2", "dense3"),
                output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY, "ends"));
    }

    /** Dropout of channels, of what they are flattened to, of units side by side, and of input features. */
    static Network dropping() {
        return graph(
                new Shape(2, 6, 5),
                node("input dropout", new Layer.Dropout(0.1), Network.INPUT),
                node("first", convolution(6, 3, 3, 1, 0, 1, true, Activation.RELU), "input dropout"),
                node("channels", new Layer.Dropout(0.3), "first"),
                node("second", convolution(7, 3, 3, 1, 0, 1, false, Activation.RELU), "channels"),
                node("flat", new Layer.Flatten(), "second"),
                node("positions", new Layer.Dropout(0.4), "flat"),
                node("left", new Layer.Dense(9, Activation.RELU, true), "positions"),
                node("right", new Layer.Dense(8, Activation.TANH, true), "flat"),
                node("both", new Layer.Merge(), "left", "right"),
                node("units", new Layer.Dropout(0.5), "both"),
                output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY, "units"));
    }

    /** LeNet for 28 x 28 with its usual widths. */
    static Network lenet() {
        return Networks.lenet(new Shape(1, 28, 28), Networks.LENET_WIDTHS, Activation.RELU, 10);
    }

    /** ResNet-8 for 28 x 28 with its usual widths. */
    static Network resnet() {
        return resnet(new Shape(1, 28, 28), Activation.RELU);
    }

    static Network resnet(Shape image, Activation activation) {
        return Networks.resnet(image, Networks.RESNET_WIDTHS, activation, 10);
    }

    private static Network rectangular() {
        Window window = new Window(new Side(3, 2, 1, 1), new Side(2, 1, 0, 1), false);
        return sequence(
                new Shape(1, 13, 11),
                node("convolution", new Layer.Convolution(6, window, Activation.TANH, true)),
                node("pool", new Layer.Pooling(Kind.MAX, window)),
                OUTPUT);
    }

    /** A convolution without a bias or a function of its own, which keeps the image's size or divides it by the stride. */
    private static Layer plain(int channels, int kernel, int stride) {
        return new Layer.Convolution(channels, kernel, kernel, stride, 0, 1, true, Activation.IDENTITY, false);
    }

    /** Weights as they are drawn for relu: normal with variance 2 / inputs; small biases, gains and variances about 1. */
    static float[] parameters(Network network, long seed) {
        float[] parameters = EngineNetworks.parameters(network, seed);
        for (Tensor tensor : network.layout().tensors()) {
            if (tensor.role() == Tensor.Role.WEIGHT) {
                int outputs = tensor.shape().get(tensor.order() == 'f' ? 1 : 0);
                double scale = Math.sqrt(2.0 * outputs / tensor.length()) / 0.3;
                for (int i = tensor.offset(); i < tensor.end(); i++) {
                    parameters[i] *= (float) scale;
                }
            }
        }
        return parameters;
    }

    private static Network one(Shape image, Layer layer) {
        return sequence(image, node("layer", layer), OUTPUT);
    }

    /** The layer after a convolution, so that its input has a gradient. */
    private static Network two(Shape image, Layer layer) {
        return sequence(
                image,
                node("first", convolution(6, 2, 2, 1, 0, 1, false, Activation.TANH)),
                node("layer", layer),
                OUTPUT);
    }

    /** Without a bias before the normalisation: its gradient would be 0, and what is computed the rounding of it. */
    private static Network normalized(Shape image, Activation activation) {
        return sequence(image, node("first", plain(6, 3, 1)), node("norm", normalization(activation)), OUTPUT);
    }

    private static Layer convolution(
            int channels,
            int height,
            int width,
            int stride,
            int padding,
            int dilation,
            boolean same,
            Activation activation) {
        return new Layer.Convolution(channels, height, width, stride, padding, dilation, same, activation, true);
    }

    private static Layer pooling(Kind kind, int kernel, int stride, int padding, boolean same) {
        return new Layer.Pooling(kind, kernel, stride, padding, same);
    }

    private static Layer normalization(Activation activation) {
        return new Layer.BatchNormalization(1e-5, 0.9, activation);
    }
}
