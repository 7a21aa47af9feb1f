package io.espalier.network;

import io.espalier.network.Layer.Loss;
import io.espalier.network.Network.Form;
import java.util.ArrayList;
import java.util.List;

/** The networks that have a name. */
public final class Networks {
    /** Channels, channels and dense units of the original variant of {@link #lenet}. */
    public static final List<Integer> LENET_WIDTHS = List.of(20, 50, 500);

    private static final int LENET_KERNEL = 5;

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
