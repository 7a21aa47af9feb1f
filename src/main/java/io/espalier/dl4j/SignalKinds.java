package io.espalier.dl4j;

import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Window;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What kind of array DL4J passes between the layers of a network, found by following it once.
 *
 * <p>A vector is [examples x features], an image [examples x channels x height x width], a sequence [examples x channels x elements].
 * A network description says less: there a sequence is a shape of width 1 (see {@link Network#sequence}).
 */
final class SignalKinds {
    /** Kind of the values that flow between two layers. */
    enum Kind {
        VECTOR,
        IMAGE,
        SEQUENCE
    }

    private final Map<String, Kind> kinds = new HashMap<>();
    private final Map<String, Integer> sequenceWidths = new HashMap<>();

    /** Follows a network; throws for a layer that DL4J can't apply to what it reads. */
    SignalKinds(Network network) {
        kinds.put(Network.INPUT, input(network));
        sequenceWidths.put(Network.INPUT, network.input().channels());
        for (Node node : network.nodes()) {
            requireSupported(node);
            kinds.put(node.name(), output(node));
            sequenceWidths.put(node.name(), width(node));
        }
    }

    /** Kind of a node's output, or of the network's input. */
    Kind of(String name) {
        return Objects.requireNonNull(kinds.get(name), name);
    }

    /** Channels of a sequence. */
    int sequenceWidth(String name) {
        return Objects.requireNonNull(sequenceWidths.get(name), name);
    }

    private static Kind input(Network network) {
        if (network.sequence(Network.INPUT)) {
            return Kind.SEQUENCE;
        }
        boolean windows = network.nodes().stream()
                .filter(node -> node.inputs().contains(Network.INPUT))
                .anyMatch(node -> window(node.layer()).isPresent());
        return network.input().positions() > 1 || windows ? Kind.IMAGE : Kind.VECTOR;
    }

    private Kind output(Node node) {
        Layer layer = node.layer();
        if (window(layer).isPresent()) {
            return of(node.inputs().get(0)) == Kind.SEQUENCE ? Kind.SEQUENCE : Kind.IMAGE;
        }
        if (layer instanceof Layer.Dense
                || layer instanceof Layer.Output
                || layer instanceof Layer.GlobalPooling
                || layer instanceof Layer.Flatten
                || (layer instanceof Layer.Lstm lstm && lstm.lastOnly())) {
            return Kind.VECTOR;
        }
        return readsSequence(layer) ? Kind.SEQUENCE : of(node.inputs().get(0));
    }

    private int width(Node node) {
        if (node.layer() instanceof Layer.Embedding embedding) {
            return embedding.dimension();
        }
        if (node.layer() instanceof Layer.Lstm lstm) {
            return lstm.units();
        }
        if (node.layer() instanceof Layer.Convolution convolution) {
            return convolution.channels();
        }
        if (node.layer() instanceof Layer.Merge) {
            return node.inputs().stream().mapToInt(this::sequenceWidth).sum();
        }
        return sequenceWidth(node.inputs().get(0));
    }

    private void requireSupported(Node node) {
        Layer layer = node.layer();
        boolean joins = layer instanceof Layer.Add || layer instanceof Layer.Merge;
        if (joins && node.inputs().contains(Network.INPUT) && kinds.get(Network.INPUT) == Kind.IMAGE) {
            throw new IllegalArgumentException(
                    "Layer " + node.name() + " joins the input image itself, which DL4J can't; put a layer between");
        }
        boolean keepsSequence = joins
                || readsSequence(layer)
                || window(layer).filter(Window::fitsSequence).isPresent()
                || layer instanceof Layer.GlobalPooling
                || layer instanceof Layer.Dropout
                || layer instanceof Layer.Activate;
        if (!keepsSequence && node.inputs().stream().anyMatch(input -> kinds.get(input) == Kind.SEQUENCE)) {
            throw new IllegalArgumentException("Layer " + node.name() + " can't be applied to a sequence with DL4J: "
                    + layer.getClass().getSimpleName()
                    + "; put a global pooling or an LSTM of the last element before it");
        }
    }

    private static Optional<Window> window(Layer layer) {
        if (layer instanceof Layer.Convolution convolution) {
            return Optional.of(convolution.window());
        }
        return layer instanceof Layer.Pooling pooling ? Optional.of(pooling.window()) : Optional.empty();
    }

    private static boolean readsSequence(Layer layer) {
        return layer instanceof Layer.Embedding || layer instanceof Layer.Lstm || layer instanceof Layer.SelfAttention;
    }
}
