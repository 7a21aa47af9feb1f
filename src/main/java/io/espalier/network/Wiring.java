package io.espalier.network;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How nodes hang together. */
final class Wiring {
    private Wiring() {}

    /**
     * Throws IllegalArgumentException unless names are unique, inputs come earlier, the end is the output and a
     * sequence is a chain.
     */
    static void requireSound(List<Node> nodes, Network.Form form) {
        if (nodes.isEmpty() || !(nodes.get(nodes.size() - 1).layer() instanceof Layer.Output)) {
            throw new IllegalArgumentException("The last node of a network must be an output");
        }
        Set<String> earlier = new HashSet<>(Set.of(Network.INPUT));
        Set<String> used = new HashSet<>();
        String previous = Network.INPUT;
        for (Node node : nodes) {
            requireInputs(node, earlier);
            if (form == Network.Form.SEQUENCE && !node.inputs().equals(List.of(previous))) {
                throw new IllegalArgumentException("In a sequence the input of node " + node.name() + " must be ["
                        + previous + "]: " + node.inputs());
            }
            if (!earlier.add(node.name())) {
                throw new IllegalArgumentException("Names of nodes must be unique: " + node.name());
            }
            used.addAll(node.inputs());
            previous = node.name();
        }
        requireUsed(nodes, used);
    }

    private static void requireInputs(Node node, Set<String> earlier) {
        if (node.inputs().isEmpty()) {
            throw new IllegalArgumentException("Node " + node.name() + " must have an input");
        }
        for (String input : node.inputs()) {
            if (!earlier.contains(input)) {
                throw new IllegalArgumentException("Inputs of node " + node.name() + " must be earlier nodes or \""
                        + Network.INPUT + "\": " + input);
            }
        }
    }

    /** One network has one end: what nothing reads is a mistake, and a second output is what something reads. */
    private static void requireUsed(List<Node> nodes, Set<String> used) {
        for (Node node : nodes.subList(0, nodes.size() - 1)) {
            if (!used.contains(node.name())) {
                throw new IllegalArgumentException("Every node but the last must be read by another: " + node.name());
            }
            if (node.layer() instanceof Layer.Output) {
                throw new IllegalArgumentException("Only the last node may be an output: " + node.name());
            }
        }
    }
}
