package io.espalier.engine;

import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import java.util.HashMap;
import java.util.Map;

/**
 * In which format each operation of a network writes and reads: images between convolutions in the one that convolutions are fast on,
 * all else in row-major order.
 */
final class SignalFormats {
    /** Channels of a coloured image. */
    private static final int COLOURS = 3;
    /** Channels of a block of kernels that read a first image of up to three channels as it is. */
    private static final int WIDE = 16;

    private final Network network;
    private final SignalFormat convolutions;
    private final Map<String, SignalFormat> formats = new HashMap<>();

    SignalFormats(Network network, SignalFormat convolutions) {
        this.network = network;
        this.convolutions = convolutions;
        formats.put(Network.INPUT, SignalFormat.PLAIN);
        for (Node node : network.nodes()) {
            formats.put(node.name(), written(node));
        }
    }

    /** The format of what a node gives, or of the network's input. */
    SignalFormat of(String node) {
        SignalFormat format = formats.get(node);
        if (format == null) {
            throw new IllegalArgumentException("No node " + node);
        }
        return format;
    }

    /** The format in which a node reads one of its inputs. */
    SignalFormat read(Node node, String input) {
        if (node.layer() instanceof Layer.Convolution) {
            return input.equals(Network.INPUT) && readsPlain(network.input().channels())
                    ? SignalFormat.PLAIN
                    : convolutions;
        }
        return of(node.name());
    }

    /**
     * Whether a convolution reads a first image as fast in row-major order. Kernels of 8 channels do with three: with one or two, the
     * gradient of the weights comes from a reference kernel, which is slower by two orders of magnitude.
     */
    private boolean readsPlain(int channels) {
        return channels == COLOURS || channels < COLOURS && convolutions.block() == WIDE;
    }

    /** Whether a flattening is only another view of what it reads. */
    boolean isView(Node flatten) {
        String input = flatten.inputs().get(0);
        return of(input).sameAs(SignalFormat.PLAIN, shape(input));
    }

    private SignalFormat written(Node node) {
        Layer layer = node.layer();
        if (layer instanceof Layer.Convolution
                || layer instanceof Layer.Pooling
                || layer instanceof Layer.GlobalPooling) {
            return convolutions;
        }
        boolean image = shape(node.name()).positions() > 1;
        if (layer instanceof Layer.BatchNormalization) {
            return image ? convolutions : SignalFormat.PLAIN;
        }
        boolean elementWise = layer instanceof Layer.Add || layer instanceof Layer.Activate;
        boolean blocked = node.inputs().stream().anyMatch(input -> !of(input).equals(SignalFormat.PLAIN));
        return elementWise && image && blocked ? convolutions : SignalFormat.PLAIN;
    }

    private Shape shape(String node) {
        return node.equals(Network.INPUT) ? network.input() : network.shape(node);
    }
}
