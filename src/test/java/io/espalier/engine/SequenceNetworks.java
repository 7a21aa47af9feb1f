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
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Window;
import io.espalier.network.Window.Side;
import java.util.LinkedHashMap;
import java.util.Map;

/** Networks on sequences for the tests of this package. */
final class SequenceNetworks {
    private static final Node OUTPUT = output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
    private static final Shape SERIES = new Shape(3, 14, 1);

    private SequenceNetworks() {}

    /** Each kind of layer over sequences in each form that DL4J can compute, by what the network is for. */
    static Map<String, Network> byLayer() {
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.put("sequence", series());
        networks.put("branches of sequences", branches());
        networks.put("first convolution", one(convolution(6, 3, 1, 0, 1, false)));
        networks.put("convolution, stride and padding", two(convolution(20, 4, 3, 2, 1, false)));
        networks.put("convolution, same", two(convolution(7, 4, 1, 0, 1, true)));
        networks.put("convolution, same and stride", two(convolution(17, 3, 2, 0, 1, true)));
        networks.put("convolution of one element", two(convolution(9, 1, 1, 0, 1, false)));
        networks.put("no bias", two(new Layer.Convolution(8, over(3, 1, 1, 1, false), Activation.TANH, false)));
        networks.put(
                "many channels",
                sequence(new Shape(21, 9, 1), node("layer", convolution(33, 3, 1, 1, 1, false)), POOL, OUTPUT));
        networks.put("maximum over a sequence", two(pooling(Kind.MAX, 3, 2, 0, false)));
        networks.put("mean over a sequence", two(pooling(Kind.AVERAGE, 3, 2, 0, false)));
        networks.put("maximum of a padded sequence", two(pooling(Kind.MAX, 3, 2, 1, false)));
        networks.put("mean of a padded sequence", two(pooling(Kind.AVERAGE, 3, 2, 1, false)));
        networks.put("maximum over a sequence, same", two(pooling(Kind.MAX, 4, 3, 0, true)));
        networks.put("mean over a sequence, same", two(pooling(Kind.AVERAGE, 4, 3, 0, true)));
        networks.put("pooling of a sequence first", one(pooling(Kind.MAX, 2, 2, 0, false)));
        return networks;
    }

    /** Dilated convolutions, at which DL4J's own layer fails. */
    static Map<String, Network> beyondDl4j() {
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.put("dilation", two(convolution(7, 3, 1, 2, 2, false)));
        networks.put("dilation and stride", two(convolution(7, 2, 2, 1, 3, false)));
        networks.put("dilation, same", two(convolution(7, 4, 1, 0, 2, true)));
        return networks;
    }

    /** Convolutions and poolings over a sequence of three values an element. */
    static Network series() {
        return sequence(
                SERIES,
                node("convolution", convolution(7, 3, 2, 1, 1, false)),
                node("maximum", pooling(Kind.MAX, 2, 1, 0, false)),
                node("same", new Layer.Convolution(7, over(2, 1, 0, 1, true), Activation.TANH, true)),
                node("mean", pooling(Kind.AVERAGE, 3, 2, 0, false)),
                node("pool", new Layer.GlobalPooling(Kind.MAX)),
                OUTPUT);
    }

    /** Sums, merges and functions of sequences. */
    private static Network branches() {
        return graph(
                SERIES,
                node("stem", convolution(6, 3, 1, 1, 1, false), Network.INPUT),
                node("left", convolution(6, 3, 1, 0, 1, true), "stem"),
                node("right", new Layer.Activate(Activation.SWISH), "stem"),
                node("sum", new Layer.Add(Activation.TANH), "left", "right", "stem"),
                node("both", new Layer.Merge(), "sum", "stem"),
                node("last", convolution(9, 2, 2, 0, 1, false), "both"),
                node("mean", new Layer.GlobalPooling(Kind.AVERAGE), "last"),
                node("maximum", new Layer.GlobalPooling(Kind.MAX), "both"),
                node("ends", new Layer.Merge(), "mean", "maximum"),
                output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY, "ends"));
    }

    private static final Node POOL = node("pool", new Layer.GlobalPooling(Kind.AVERAGE));

    private static Network one(Layer layer) {
        return sequence(SERIES, node("layer", layer), POOL, OUTPUT);
    }

    /** The layer after a convolution, so that its input has a gradient. */
    private static Network two(Layer layer) {
        return sequence(
                SERIES,
                node("first", new Layer.Convolution(6, over(2, 1, 0, 1, false), Activation.TANH, true)),
                node("layer", layer),
                POOL,
                OUTPUT);
    }

    private static Layer convolution(int channels, int kernel, int stride, int padding, int dilation, boolean same) {
        return new Layer.Convolution(channels, over(kernel, stride, padding, dilation, same), Activation.RELU, true);
    }

    private static Layer pooling(Kind kind, int kernel, int stride, int padding, boolean same) {
        return new Layer.Pooling(kind, over(kernel, stride, padding, 1, same));
    }

    private static Window over(int kernel, int stride, int padding, int dilation, boolean same) {
        return Window.ofSequence(new Side(kernel, stride, padding, dilation), same);
    }
}
