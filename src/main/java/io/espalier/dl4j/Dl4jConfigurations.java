package io.espalier.dl4j;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.run.UpdaterPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * DL4J configurations of a network, with its names, its parameter order and flat rows as input.
 *
 * <p>DL4J's batch normalisation and element-wise vertex apply no activation: theirs becomes a layer of its own, named after them with
 * {@value #ACTIVATION_SUFFIX}. {@link Dl4jNetworks#describe} folds it back. The configurations name no class outside DL4J.
 */
public final class Dl4jConfigurations {
    static final String ACTIVATION_SUFFIX = "-activation";

    private Dl4jConfigurations() {}

    /** The configuration of a network of the form SEQUENCE, with a plain updater of the plan's learning rate. */
    public static MultiLayerConfiguration sequence(Network network, UpdaterPlan updater) {
        return sequence(network, UpdateRule.constant(updater));
    }

    /** The configuration of a network of the form GRAPH, with a plain updater of the plan's learning rate. */
    public static ComputationGraphConfiguration graph(Network network, UpdaterPlan updater) {
        return graph(network, UpdateRule.constant(updater));
    }

    static MultiLayerConfiguration sequence(Network network, UpdateRule rule) {
        requireForm(network, Network.Form.SEQUENCE);
        SignalKinds kinds = new SignalKinds(network);
        NeuralNetConfiguration.ListBuilder list = builder(rule).list().overrideNinUponBuild(false);
        String previous = Network.INPUT;
        int index = 0;
        for (Node node : network.nodes()) {
            if (!node.inputs().equals(List.of(previous))) {
                throw new IllegalArgumentException("Layer " + node.name() + " of a sequence must have the one input "
                        + previous + ": " + node.inputs());
            }
            if (flattensImage(node, kinds)) {
                list.inputPreProcessor(index, new CnnToFeedForwardPreProcessor());
            }
            list.layer(index++, LayerConfigurations.of(node, kinds));
            Activation separate = separateActivation(node.layer());
            if (separate != Activation.IDENTITY) {
                list.layer(index++, LayerConfigurations.activation(node.name() + ACTIVATION_SUFFIX, separate));
            }
            previous = node.name();
        }
        MultiLayerConfiguration configuration =
                list.setInputType(inputType(network, kinds)).build();
        configuration.getInputPreProcessors().values().removeIf(Dl4jConfigurations::splitsSequences);
        configuration.getConfs().forEach(conf -> removeRepeatedPenalties(conf.getLayer()));
        return configuration;
    }

    static ComputationGraphConfiguration graph(Network network, UpdateRule rule) {
        requireForm(network, Network.Form.GRAPH);
        SignalKinds kinds = new SignalKinds(network);
        ComputationGraphConfiguration.GraphBuilder graph =
                builder(rule).graphBuilder().addInputs(Network.INPUT);
        Map<String, String> outputs = new HashMap<>(Map.of(Network.INPUT, Network.INPUT));
        for (Node node : network.nodes()) {
            String[] inputs = node.inputs().stream().map(outputs::get).toArray(String[]::new);
            addVertex(graph, node, kinds, inputs);
            outputs.put(node.name(), node.name());
            Activation separate = separateActivation(node.layer());
            if (separate != Activation.IDENTITY) {
                String name = node.name() + ACTIVATION_SUFFIX;
                graph.addLayer(name, LayerConfigurations.activation(name, separate), node.name());
                outputs.put(node.name(), name);
            }
        }
        ComputationGraphConfiguration configuration = graph.setOutputs(
                        network.nodes().get(network.nodes().size() - 1).name())
                .setInputTypes(inputType(network, kinds))
                .build();
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                removeRepeatedPenalties(layer.getLayerConf().getLayer());
                if (splitsSequences(layer.getPreProcessor())) {
                    layer.setPreProcessor(null);
                }
            }
        }
        fixOrder(configuration);
        return configuration;
    }

    private static void addVertex(
            ComputationGraphConfiguration.GraphBuilder graph, Node node, SignalKinds kinds, String[] inputs) {
        if (node.layer() instanceof Layer.Add) {
            graph.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
        } else if (node.layer() instanceof Layer.Merge) {
            graph.addVertex(node.name(), new MergeVertex(), inputs);
        } else if (flattensImage(node, kinds)) {
            graph.addLayer(
                    node.name(), LayerConfigurations.of(node, kinds), new CnnToFeedForwardPreProcessor(), inputs);
        } else {
            graph.addLayer(node.name(), LayerConfigurations.of(node, kinds), inputs);
        }
    }

    /**
     * Whether a preprocessor makes rows of a sequence's elements. DL4J puts one after every pooling over a sequence, which it takes for a
     * sequence still, and would then stumble over the pooled rows. {@link SignalKinds} allows no layer that needs one.
     */
    private static boolean splitsSequences(@Nullable InputPreProcessor preProcessor) {
        return preProcessor instanceof RnnToFeedForwardPreProcessor;
    }

    /** DL4J's builder adds a weight decay to a layer each time it looks at it: twice as the configuration is built. */
    private static void removeRepeatedPenalties(org.deeplearning4j.nn.conf.layers.Layer layer) {
        if (layer instanceof BaseWrapperLayer wrapper) {
            removeRepeatedPenalties(wrapper.getUnderlying());
        } else if (layer instanceof BaseLayer base && base.getRegularization() != null) {
            base.setRegularization(base.getRegularization().stream().distinct().collect(Collectors.toList()));
        }
    }

    /**
     * Makes DL4J lay parameters out in the order of the vertices, which is the network's. Left to itself it takes a breadth-first order,
     * another one wherever branches have different lengths. The order is part of DL4J's JSON, so that a restored model keeps it.
     */
    private static void fixOrder(ComputationGraphConfiguration configuration) {
        List<String> names = new ArrayList<>(configuration.getNetworkInputs());
        names.addAll(configuration.getVertices().keySet());
        configuration.setTopologicalOrder(IntStream.range(0, names.size()).toArray());
        configuration.setTopologicalOrderStr(names);
    }

    private static NeuralNetConfiguration.Builder builder(UpdateRule rule) {
        return rule.applyTo(new NeuralNetConfiguration.Builder())
                .seed(1)
                .dataType(DataType.FLOAT)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED);
    }

    private static Activation separateActivation(Layer layer) {
        if (layer instanceof Layer.BatchNormalization norm) {
            return norm.activation();
        }
        return layer instanceof Layer.Add add ? add.activation() : Activation.IDENTITY;
    }

    /** DL4J flattens before a dense layer by itself; a flattening on its own is an identity with the same preprocessor. */
    private static boolean flattensImage(Node node, SignalKinds kinds) {
        return node.layer() instanceof Layer.Flatten && kinds.of(node.inputs().get(0)) == SignalKinds.Kind.IMAGE;
    }

    private static InputType inputType(Network network, SignalKinds kinds) {
        Shape input = network.input();
        return switch (kinds.of(Network.INPUT)) {
            case VECTOR -> InputType.feedForward(input.channels());
            case IMAGE -> InputType.convolutionalFlat(input.height(), input.width(), input.channels());
            case SEQUENCE -> InputType.recurrent(input.channels(), input.height());
        };
    }

    private static void requireForm(Network network, Network.Form form) {
        if (network.form() != form) {
            throw new IllegalArgumentException("Network must have the form " + form + ": " + network.form());
        }
    }
}
