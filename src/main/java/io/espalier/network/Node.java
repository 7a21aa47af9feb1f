package io.espalier.network;

import java.io.Serializable;
import java.util.List;

/**
 * A layer in its place.
 *
 * @param name unique in the network; not {@link Network#INPUT}
 * @param layer what it does
 * @param inputs names of earlier nodes, or {@link Network#INPUT}
 */
public record Node(String name, Layer layer, List<String> inputs) implements Serializable {
    public Node {
        inputs = List.copyOf(inputs);
        if (name.isBlank() || name.equals(Network.INPUT)) {
            throw new IllegalArgumentException(
                    "Name of a node must not be blank or \"" + Network.INPUT + "\": \"" + name + "\"");
        }
    }
}
