package io.espalier.network;

import io.espalier.network.Layer.Loss;
import io.espalier.network.Network.Form;
import java.util.ArrayList;
import java.util.List;

/** The networks that have a name. */
public final class Networks {
    /** Channels, channels and dense units of the original variant of {@link #lenet}. */
    public static final List<Integer> LENET_WIDTHS = List.of(20, 50, 500);

    /** Channels of the three stages of the original variant of {@link #resnet}. */
    public static final List<Integer> RESNET_WIDTHS = List.of(16, 32, 64);

    private static final int LENET_KERNEL = 5;
    private static final int RESNET_KERNEL = 3;
    /** Of the running statistics of batch normalisation: Deeplearning4j's defaults. */
    private static final double EPSILON = 1e-5;

    private static final double DECAY = 0.9;

    private Networks() {}

    /**
     * A multilayer perceptron: dense layers {@code dense1}, {@code dense2}, ... and a softmax output.
     *
     * @param input shape of one example; an image is flattened
     * @param hidden units of each hidden layer; may be empty
     * @param dropout fraction of each hidden layer's values dropped while training, in [0, 1)
     * @param outputs number of classes
     */
    public static Network mlp(Shape input, List<Integer> hidden, Activation activation, double dropout, int outputs) {
        List<Node> chain = new ArrayList<>();
        for (int i = 0; i < hidden.size(); i++) {
            append(chain, "dense" + (i + 1), new Layer.Dense(hidden.get(i), activation, true));
            if (dropout > 0) {
                append(chain, "dropout" + (i + 1), new Layer.Dropout(dropout));
            }
        }
        append(chain, "output", new Layer.Output(outputs, Activation.SOFTMAX, Loss.CROSS_ENTROPY));
        return new Network(input, chain, Form.SEQUENCE);
    }

    /**
     * LeNet as it is usually trained today: 5 x 5 convolution, 2 x 2 maximum, 5 x 5 convolution, 2 x 2 maximum, dense,
     * softmax.
     *
     * <p>Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998; ours is DL4J's and
     * Caffe's variant with maximum pooling and no padding.
     *
     * @param input an image of at least 16 x 16
     * @param widths channels, channels, dense units; see {@link #LENET_WIDTHS}
     * @param outputs number of classes
     */
    public static Network lenet(Shape input, List<Integer> widths, Activation activation, int outputs) {
        if (widths.size() != LENET_WIDTHS.size()) {
            throw new IllegalArgumentException("LeNet takes 3 widths (channels, channels, dense units): " + widths);
        }
        // 16 is the least size for which two rounds of (-4, / 2) leave a pixel.
        if (input.height() < 16 || input.width() < 16) {
            throw new IllegalArgumentException(
                    "LeNet needs images of at least 16 x 16: " + input.height() + " x " + input.width());
        }
        List<Node> chain = new ArrayList<>();
        append(chain, "conv1", convolution(widths.get(0), activation));
        append(chain, "pool1", maximum());
        append(chain, "conv2", convolution(widths.get(1), activation));
        append(chain, "pool2", maximum());
        append(chain, "dense1", new Layer.Dense(widths.get(2), activation, true));
        append(chain, "output", new Layer.Output(outputs, Activation.SOFTMAX, Loss.CROSS_ENTROPY));
        return new Network(input, chain, Form.SEQUENCE);
    }

    /**
     * ResNet-8 for small images: a 3 x 3 convolution, three stages of one residual block each, the mean over the image, softmax.
     *
     * <p>A block is two 3 x 3 convolutions with batch normalisation, added to what went in; the first convolution of the second and third
     * stage has a stride of 2. Where a block changes the shape, what went in goes through a 1 x 1 convolution with batch normalisation.
     * Convolutions have no bias: the normalisation has one.
     *
     * <p>Source: He et al., "Deep residual learning for image recognition", 2016, section 4.2 with n = 1; the projections are its option B.
     *
     * @param input an image of at least 4 x 4
     * @param widths channels of the three stages; see {@link #RESNET_WIDTHS}
     * @param outputs number of classes
     */
    public static Network resnet(Shape input, List<Integer> widths, Activation activation, int outputs) {
        if (widths.size() != RESNET_WIDTHS.size()) {
            throw new IllegalArgumentException("ResNet takes 3 widths (channels of its stages): " + widths);
        }
        if (input.height() < 4 || input.width() < 4) {
            throw new IllegalArgumentException(
                    "ResNet needs images of at least 4 x 4: " + input.height() + " x " + input.width());
        }
        List<Node> nodes = new ArrayList<>();
        String last = normalized(nodes, "stem", widths.get(0), RESNET_KERNEL, 1, activation, Network.INPUT);
        int channels = widths.get(0);
        for (int stage = 0; stage < widths.size(); stage++) {
            int stride = stage == 0 ? 1 : 2;
            last = residual(nodes, "stage" + (stage + 1), channels, widths.get(stage), stride, activation, last);
            channels = widths.get(stage);
        }
        nodes.add(new Node("pool", new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), List.of(last)));
        nodes.add(
                new Node("output", new Layer.Output(outputs, Activation.SOFTMAX, Loss.CROSS_ENTROPY), List.of("pool")));
        return new Network(input, nodes, Form.GRAPH);
    }

    /** Adds a residual block; returns the name of its end. */
    private static String residual(
            List<Node> nodes, String name, int from, int to, int stride, Activation activation, String input) {
        String first = normalized(nodes, name + "-conv1", to, RESNET_KERNEL, stride, activation, input);
        String second = normalized(nodes, name + "-conv2", to, RESNET_KERNEL, 1, Activation.IDENTITY, first);
        String shortcut = from == to && stride == 1
                ? input
                : normalized(nodes, name + "-projection", to, 1, stride, Activation.IDENTITY, input);
        nodes.add(new Node(name, new Layer.Add(activation), List.of(second, shortcut)));
        return name;
    }

    /** Adds a convolution and its batch normalisation; returns the name of the latter. */
    private static String normalized(
            List<Node> nodes, String name, int channels, int kernel, int stride, Activation activation, String input) {
        nodes.add(new Node(
                name,
                new Layer.Convolution(channels, kernel, kernel, stride, 0, 1, true, Activation.IDENTITY, false),
                List.of(input)));
        String norm = name + "-norm";
        nodes.add(new Node(norm, new Layer.BatchNormalization(EPSILON, DECAY, activation), List.of(name)));
        return norm;
    }

    private static Layer convolution(int channels, Activation activation) {
        return new Layer.Convolution(channels, LENET_KERNEL, LENET_KERNEL, 1, 0, 1, false, activation, true);
    }

    private static Layer maximum() {
        return new Layer.Pooling(Layer.Pooling.Kind.MAX, 2, 2, 0, false);
    }

    private static void append(List<Node> chain, String name, Layer layer) {
        String input =
                chain.isEmpty() ? Network.INPUT : chain.get(chain.size() - 1).name();
        chain.add(new Node(name, layer, List.of(input)));
    }
}
