package io.espalier.engine;

import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which signals of a network have a gradient, and which of several operations that read a signal writes it: in the backward pass the
 * last one in the network comes first, so it writes and the others add.
 */
final class GradientOrder {
    private final Map<String, String> memories = new HashMap<>();
    private final Map<String, Integer> lastReaders = new HashMap<>();
    private final Set<String> trained = new HashSet<>();

    GradientOrder(Network network, SignalFormats formats) {
        Set<String> withTensors =
                network.layout().tensors().stream().map(Tensor::layer).collect(Collectors.toSet());
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.nodes().get(i);
            if (withTensors.contains(node.name()) || node.inputs().stream().anyMatch(trained::contains)) {
                trained.add(node.name());
            }
            if (node.layer() instanceof Layer.Flatten && formats.isView(node)) {
                memories.put(node.name(), memory(node.inputs().get(0)));
            } else {
                for (String input : node.inputs()) {
                    lastReaders.put(memory(input), i);
                }
            }
        }
    }

    /** Whether anything trained comes before the values of a node: only then is their gradient of use. */
    boolean hasGradient(String node) {
        return trained.contains(node);
    }

    /** Whether the operation at a node's index adds to the gradient of what it reads, as another one has written it before. */
    boolean adds(String read, int index) {
        return lastReaders.getOrDefault(memory(read), index) != index;
    }

    /** Whether the values of two nodes lie in the same memory. */
    boolean sameMemory(String node, String other) {
        return memory(node).equals(memory(other));
    }

    /** The node in whose memory the values of a node lie: a flattening may be only another view. */
    private String memory(String node) {
        return memories.getOrDefault(node, node);
    }
}
