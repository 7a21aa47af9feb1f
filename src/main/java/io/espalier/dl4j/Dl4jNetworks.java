package io.espalier.dl4j;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * The network that a DL4J configuration describes: the inverse of {@link Dl4jConfigurations}.
 *
 * <p>Dropout that a DL4J layer applies to its own input becomes a node of its own before it. Updaters, regularisation and weight
 * initialisation are no part of a network. Anything that can't be carried throws {@link IllegalArgumentException} with the name of the
 * layer and what is supported.
 */
public final class Dl4jNetworks {
    private static final String DROPOUT_SUFFIX = "-dropout";

    private Dl4jNetworks() {}

    /** The network of a MultiLayerConfiguration whose input size can be read from it: flat rows, also of images. */
    public static Network describe(MultiLayerConfiguration configuration) {
        return describe(configuration, Optional.empty());
    }

    /** The network of a MultiLayerConfiguration for examples of a known shape. */
    public static Network describe(MultiLayerConfiguration configuration, Shape input) {
        return describe(configuration, Optional.of(input));
    }

    /** The network of a ComputationGraphConfiguration with one input and one output, whose input size can be read from it. */
    public static Network describe(ComputationGraphConfiguration configuration) {
        return describe(configuration, Optional.empty());
    }

    /** The network of a ComputationGraphConfiguration for examples of a known shape. */
    public static Network describe(ComputationGraphConfiguration configuration, Shape input) {
        return describe(configuration, Optional.of(input));
    }

    private static Network describe(MultiLayerConfiguration configuration, Optional<Shape> known) {
        List<Vertex> vertices = new ArrayList<>();
        String previous = Network.INPUT;
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            org.deeplearning4j.nn.conf.layers.Layer layer =
                    configuration.getConf(i).getLayer();
            String name = name(layer, i);
            vertices.add(new Vertex(
                    name,
                    Optional.of(layer),
                    Optional.empty(),
                    Optional.ofNullable(configuration.getInputPreProcess(i)),
                    List.of(previous)));
            previous = name;
        }
        return network(vertices, known, Network.Form.SEQUENCE);
    }

    /** Name of a layer of a sequence; DL4J's own where it has none. */
    static String name(org.deeplearning4j.nn.conf.layers.Layer layer, int index) {
        return layer.getLayerName() == null ? "layer" + index : layer.getLayerName();
    }

    private static Network describe(ComputationGraphConfiguration configuration, Optional<Shape> known) {
        List<String> inputs = configuration.getNetworkInputs();
        if (inputs.size() != 1 || configuration.getNetworkOutputs().size() != 1) {
            throw new IllegalArgumentException(
                    "A graph must have one input and one output: " + inputs + ", " + configuration.getNetworkOutputs());
        }
        List<Vertex> vertices = new ArrayList<>();
        for (String name : order(configuration)) {
            if (name.equals(inputs.get(0))) {
                continue;
            }
            List<String> from = configuration.getVertexInputs().getOrDefault(name, List.of()).stream()
                    .map(input -> input.equals(inputs.get(0)) ? Network.INPUT : input)
                    .toList();
            GraphVertex vertex = configuration.getVertices().get(name);
            if (vertex == null || from.isEmpty()) {
                throw new IllegalArgumentException(
                        "Vertex " + name + " of the graph has no configuration or no inputs");
            }
            vertices.add(vertex(name, vertex, from));
        }
        return network(vertices, known, Network.Form.GRAPH);
    }

    private static List<String> order(ComputationGraphConfiguration configuration) {
        if (configuration.getTopologicalOrderStr() != null) {
            return configuration.getTopologicalOrderStr();
        }
        ComputationGraphConfiguration copy = configuration.clone();
        new ComputationGraph(copy).topologicalSortOrder();
        return copy.getTopologicalOrderStr();
    }

    private static Vertex vertex(String name, GraphVertex vertex, List<String> inputs) {
        if (vertex instanceof LayerVertex layer) {
            return new Vertex(
                    name,
                    Optional.of(layer.getLayerConf().getLayer()),
                    Optional.empty(),
                    Optional.ofNullable(layer.getPreProcessor()),
                    inputs);
        }
        if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
            return new Vertex(
                    name, Optional.empty(), Optional.of(new Layer.Add(Activation.IDENTITY)), Optional.empty(), inputs);
        }
        if (vertex.getClass() == MergeVertex.class) {
            return new Vertex(name, Optional.empty(), Optional.of(new Layer.Merge()), Optional.empty(), inputs);
        }
        throw new IllegalArgumentException("Vertex " + name + " is a "
                + vertex.getClass().getSimpleName() + "; supported are layers, ElementWiseVertex(Add) and MergeVertex");
    }

    /** A vertex of DL4J: either a layer's configuration or a layer of ours that needs none. */
    private record Vertex(
            String name,
            Optional<org.deeplearning4j.nn.conf.layers.Layer> configuration,
            Optional<Layer> plain,
            Optional<InputPreProcessor> preProcessor,
            List<String> inputs) {}

    private static Network network(List<Vertex> vertices, Optional<Shape> known, Network.Form form) {
        requireNames(vertices);
        List<Node> nodes = new ArrayList<>();
        for (Vertex vertex : vertices) {
            vertex.preProcessor().ifPresent(preProcessor -> requireImplied(preProcessor, vertex));
            List<String> inputs = vertex.inputs();
            double dropout = vertex.configuration()
                    .map(layer -> LayerDescriptions.inputDropout(layer, vertex.name()))
                    .orElse(0.0);
            if (dropout > 0) {
                nodes.add(new Node(vertex.name() + DROPOUT_SUFFIX, new Layer.Dropout(dropout), inputs));
                inputs = List.of(vertex.name() + DROPOUT_SUFFIX);
            }
            Layer layer = vertex.configuration()
                    .map(configuration -> layer(vertex, configuration))
                    .or(vertex::plain)
                    .orElseThrow();
            nodes.add(new Node(vertex.name(), layer, inputs));
        }
        requireOutputAtEnd(nodes);
        return new Network(input(vertices, known), foldActivations(nodes), form);
    }

    /** An identity that only flattens is a flattening. */
    private static Layer layer(Vertex vertex, org.deeplearning4j.nn.conf.layers.Layer configuration) {
        Layer layer = LayerDescriptions.of(configuration, vertex.name());
        boolean flattens = vertex.preProcessor()
                .filter(CnnToFeedForwardPreProcessor.class::isInstance)
                .isPresent();
        return flattens && layer.equals(new Layer.Activate(Activation.IDENTITY)) ? new Layer.Flatten() : layer;
    }

    private static void requireNames(List<Vertex> vertices) {
        Set<String> names = vertices.stream().map(Vertex::name).collect(Collectors.toSet());
        if (names.size() < vertices.size() || names.contains(Network.INPUT)) {
            throw new IllegalArgumentException("Names of layers must differ, and none may be " + Network.INPUT + ": "
                    + vertices.stream().map(Vertex::name).toList());
        }
    }

    private static void requireOutputAtEnd(List<Node> nodes) {
        if (nodes.isEmpty() || !(nodes.get(nodes.size() - 1).layer() instanceof Layer.Output)) {
            throw new IllegalArgumentException("The last layer must be an OutputLayer");
        }
    }

    /** Image from flat rows at the input and flattening before dense layers are implied by the network; others would change it. */
    private static void requireImplied(InputPreProcessor preProcessor, Vertex vertex) {
        boolean unrolls = preProcessor instanceof FeedForwardToCnnPreProcessor
                && vertex.inputs().equals(List.of(Network.INPUT));
        if (!unrolls && !(preProcessor instanceof CnnToFeedForwardPreProcessor)) {
            throw new IllegalArgumentException("Layer " + vertex.name() + " has the preprocessor "
                    + preProcessor.getClass().getSimpleName()
                    + "; supported are FeedForwardToCnnPreProcessor at the input and CnnToFeedForwardPreProcessor");
        }
    }

    private static Shape input(List<Vertex> vertices, Optional<Shape> known) {
        Optional<Shape> read = vertices.stream()
                .flatMap(vertex -> vertex.preProcessor().stream())
                .filter(FeedForwardToCnnPreProcessor.class::isInstance)
                .map(FeedForwardToCnnPreProcessor.class::cast)
                .map(image -> new Shape(
                        Math.toIntExact(image.getNumChannels()),
                        Math.toIntExact(image.getInputHeight()),
                        Math.toIntExact(image.getInputWidth())))
                .findFirst();
        if (read.isPresent()) {
            requireSame(read.get(), known);
            return read.get();
        }
        flatInput(vertices.stream()
                        .filter(vertex -> vertex.inputs().equals(List.of(Network.INPUT)))
                        .toList())
                .ifPresent(shape -> requireSame(shape, known));
        return known.or(() -> flatInput(vertices))
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "The configuration does not say the size of its input; build it with InputType.convolutionalFlat"));
    }

    private static void requireSame(Shape read, Optional<Shape> known) {
        if (known.isPresent() && known.get().size() != read.size()) {
            throw new IllegalArgumentException("the network takes " + read.size() + " values, the data has "
                    + known.get().size());
        }
    }

    /** The input of a network that begins with a dense layer. */
    private static Optional<Shape> flatInput(List<Vertex> vertices) {
        return vertices.stream()
                .flatMap(vertex -> vertex.configuration().stream())
                .filter(FeedForwardLayer.class::isInstance)
                .map(FeedForwardLayer.class::cast)
                .findFirst()
                .filter(layer -> layer.getClass() == org.deeplearning4j.nn.conf.layers.DenseLayer.class
                        || layer.getClass() == org.deeplearning4j.nn.conf.layers.OutputLayer.class)
                .filter(layer -> layer.getNIn() > 0) // 0: not said
                .map(layer -> Shape.flat(Math.toIntExact(layer.getNIn())));
    }

    /** Puts the activation layers that {@link Dl4jConfigurations} made back into the nodes that they belong to. */
    private static List<Node> foldActivations(List<Node> nodes) {
        Map<String, Node> byName = nodes.stream().collect(Collectors.toMap(Node::name, node -> node));
        Map<String, Activation> folded = new HashMap<>();
        for (Node node : nodes) {
            if (node.layer() instanceof Layer.Activate activate && node.inputs().size() == 1) {
                String owner = node.inputs().get(0);
                long readers = nodes.stream()
                        .filter(other -> other.inputs().contains(owner))
                        .count();
                if (node.name().equals(owner + Dl4jConfigurations.ACTIVATION_SUFFIX)
                        && readers == 1
                        && carriesActivation(byName.get(owner))) {
                    folded.put(owner, activate.activation());
                }
            }
        }
        return nodes.stream()
                .filter(node -> !folded.containsKey(withoutSuffix(node.name())))
                .map(node -> new Node(
                        node.name(),
                        withActivation(node.layer(), Optional.ofNullable(folded.get(node.name()))),
                        node.inputs().stream()
                                .map(input -> folded.containsKey(withoutSuffix(input)) ? withoutSuffix(input) : input)
                                .toList()))
                .toList();
    }

    private static boolean carriesActivation(@Nullable Node owner) {
        return owner != null
                && (owner.layer() instanceof Layer.BatchNormalization || owner.layer() instanceof Layer.Add);
    }

    /** The owner's name of a separate activation; empty for other names. */
    private static String withoutSuffix(String name) {
        return name.endsWith(Dl4jConfigurations.ACTIVATION_SUFFIX)
                ? name.substring(0, name.length() - Dl4jConfigurations.ACTIVATION_SUFFIX.length())
                : "";
    }

    private static Layer withActivation(Layer layer, Optional<Activation> activation) {
        if (activation.isEmpty()) {
            return layer;
        }
        return layer instanceof Layer.BatchNormalization norm
                ? new Layer.BatchNormalization(norm.epsilon(), norm.decay(), activation.get())
                : new Layer.Add(activation.get());
    }
}
