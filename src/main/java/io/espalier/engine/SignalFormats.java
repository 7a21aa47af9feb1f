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
    private final Network network;
    private final Map<String, SignalFormat> formats = new HashMap<>();

    SignalFormats(Network network) {
        this.network = network;
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
        return node.layer() instanceof Layer.Convolution ? SignalFormat.CHANNELS_LAST : of(node.name());
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
            return SignalFormat.CHANNELS_LAST;
        }
        boolean image = shape(node.name()).positions() > 1;
        if (layer instanceof Layer.BatchNormalization) {
            return image ? SignalFormat.CHANNELS_LAST : SignalFormat.PLAIN;
        }
        boolean elementWise = layer instanceof Layer.Add || layer instanceof Layer.Activate;
        boolean channelsLast =
                node.inputs().stream().anyMatch(input -> !of(input).equals(SignalFormat.PLAIN));
        return elementWise && image && channelsLast ? SignalFormat.CHANNELS_LAST : SignalFormat.PLAIN;
    }

    private Shape shape(String node) {
        return node.equals(Network.INPUT) ? network.input() : network.shape(node);
    }
}
