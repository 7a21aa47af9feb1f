package io.espalier.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as data: a directed acyclic graph of layers, in execution order, from one input to one output.
 *
 * <p>Knows no weights. Its {@link #layout()} says where they lie in the flat vector, its {@link #groups()} which of
 * them belong to one unit, its counts what a width costs. Whether names, wiring and shapes fit is checked when it is
 * made. What is derived is computed at each call, in time linear in the nodes: keep it where it is used in a loop.
 *
 * @param input shape of one example
 * @param nodes in execution order; the last one is the {@link Layer.Output}. DL4J's flat vector of a ComputationGraph
 *     follows its own topological order: who describes such a graph gives the nodes in that order
 * @param form whether DL4J holds it as a MultiLayerNetwork or a ComputationGraph
 */
public record Network(Shape input, List<Node> nodes, Form form) implements Serializable {
    /** Name of the network's input in {@link Node#inputs()}. */
    public static final String INPUT = "input";

    /** DL4J's class of the network. */
    public enum Form {
        /** A chain of layers: MultiLayerNetwork. */
        SEQUENCE,
        /** Any graph: ComputationGraph. */
        GRAPH
    }

    public Network {
        nodes = List.copyOf(nodes);
        Wiring.requireSound(nodes, form);
        Analysis.of(input, nodes);
    }

    /** Where every tensor lies in the flat parameter vector. */
    public ParameterLayout layout() {
        return analysis().layout();
    }

    /**
     * Groups of units that can be removed, in network order. The output's units and the input's features are in none,
     * nor are units that are added to these, nor those of a sum whose inputs divide their channels differently.
     */
    public List<Group> groups() {
        return analysis().groups();
    }

    /** Values at the end: classes of a classifier. */
    public int outputs() {
        return shape(nodes.get(nodes.size() - 1).name()).size();
    }

    /** Shape of one example's penultimate features: of what goes into the last layer, the {@link Layer.Output}. */
    public Shape penultimate() {
        String before = nodes.get(nodes.size() - 1).inputs().get(0);
        return before.equals(INPUT) ? input : shape(before);
    }

    /** Shape of one example after a node. */
    public Shape shape(String node) {
        return analysis().output(index(node));
    }

    /**
     * Whether what a node gives is a sequence: then height counts its elements. The {@link #INPUT} is one where an embedding, LSTM or
     * attention reads it, or where it has a width of 1 and only windows of width 1 move over it.
     */
    public boolean sequence(String node) {
        return node.equals(INPUT) ? analysis().inputIsSequence() : analysis().sequence(index(node));
    }

    /**
     * A number for each value that a node gives for one example, in their order (channel, row, column). It stays the same when other units
     * are cut out of the network; as long as none is, values that one layer made are numbered one after the other.
     *
     * @param originalUnits per group, for each of its units its index in the network before anything was cut out
     */
    public long[] valueNumbers(String node, Map<String, List<Integer>> originalUnits) {
        return analysis().valueNumbers(index(node), originalUnits);
    }

    /**
     * Floating-point operations of one example's forward pass: 2 for each multiply-add of products, 1 for each other
     * operation on an element (bias, activation, sum, pooling window; a softmax counts 1 an element, normalisations and
     * LSTM gates as {@link LayerRules} says).
     */
    public long flops() {
        Analysis analysis = analysis();
        long flops = 0;
        for (int node = 0; node < nodes.size(); node++) {
            flops = Math.addExact(flops, analysis.flops(node));
        }
        return flops;
    }

    /**
     * The same network with other numbers of units in the named groups; the other groups stay.
     *
     * @param units per group name, at least 1 each
     */
    public Network withUnits(Map<String, Integer> units) {
        Map<String, String> producers = analysis().producers();
        Set<String> unknown = new LinkedHashSet<>(units.keySet());
        unknown.removeAll(producers.values());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("No groups " + unknown + "; groups are "
                    + groups().stream().map(Group::name).toList());
        }
        List<Node> resized = new ArrayList<>();
        for (Node node : nodes) {
            String group = producers.get(node.name());
            Integer target = group == null ? null : units.get(group);
            resized.add(
                    target == null
                            ? node
                            : new Node(node.name(), LayerRules.withUnits(node.layer(), target), node.inputs()));
        }
        return new Network(input, resized, form);
    }

    /**
     * Whether a masked unit can act or be trained again by itself although its weights are zero, so that a training
     * step must set them to zero again: where an activation of a removable unit has f(0) != 0, or a layer normalisation
     * couples it to its neighbours.
     */
    public boolean wakesMaskedUnits() {
        Analysis analysis = analysis();
        for (int node = 0; node < nodes.size(); node++) {
            if (LayerRules.wakesUnits(nodes.get(node).layer()) && analysis.carriesUnits(node)) {
                return true;
            }
        }
        return false;
    }

    private int index(String node) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).name().equals(node)) {
                return i;
            }
        }
        throw new IllegalArgumentException("No node " + node + "; nodes are "
                + nodes.stream().map(Node::name).toList());
    }

    private Analysis analysis() {
        return Analysis.of(input, nodes);
    }
}
