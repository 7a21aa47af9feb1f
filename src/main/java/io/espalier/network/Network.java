package io.espalier.network;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A network as data: a directed acyclic graph of layers, in execution order, from one input to one output.
 *
 * <p>Knows no weights. Its {@link #layout()} says where they lie in the flat vector, its {@link #groups()} which of them belong to
 * one unit, its counts what a width costs.
 *
 * @param input shape of one example
 * @param nodes in execution order; the last one is the {@link Layer.Output}
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
    }

    /** Where every tensor lies in the flat parameter vector. */
    public ParameterLayout layout() {
        throw new UnsupportedOperationException("layout");
    }

    /** Groups of units that can be removed, in network order. The output's units and the input's features are in none. */
    public List<Group> groups() {
        throw new UnsupportedOperationException("groups");
    }

    /** Values at the end: classes of a classifier. */
    public int outputs() {
        throw new UnsupportedOperationException("outputs");
    }

    /** Floating-point operations of one example's forward pass: 2 for each multiply-add of products, 1 for each other operation. */
    public long flops() {
        throw new UnsupportedOperationException("flops");
    }

    /** The same network with other numbers of units in the named groups; the other groups stay. */
    public Network withUnits(Map<String, Integer> units) {
        throw new UnsupportedOperationException("withUnits");
    }
}
