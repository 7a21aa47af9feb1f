package io.espalier.dl4j;

import io.espalier.network.Network;
import io.espalier.network.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A DL4J model with the configuration of another one in all but the sizes of its layers; weights are DL4J's random ones. */
final class Resizing {
    private final Map<String, Map<String, List<Integer>>> shapes;

    private Resizing(Network network) {
        this.shapes = network.layout().tensors().stream()
                .collect(Collectors.groupingBy(Tensor::layer, Collectors.toMap(Tensor::name, Tensor::shape)));
    }

    static Model of(Model model, Network network) {
        Resizing resizing = new Resizing(network);
        return model instanceof MultiLayerNetwork sequence
                ? resizing.sequence(sequence)
                : resizing.graph((ComputationGraph) model);
    }

    private Model sequence(MultiLayerNetwork model) {
        MultiLayerConfiguration configuration =
                model.getLayerWiseConfigurations().clone();
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            resize(layer.getLayer(), layer.getLayer().getLayerName());
        }
        configuration.getInputPreProcessors().replaceAll((index, preProcessor) -> ofAnySize(preProcessor));
        MultiLayerNetwork resized = new MultiLayerNetwork(configuration);
        resized.init();
        resized.setIterationCount(model.getIterationCount());
        resized.setEpochCount(model.getEpochCount());
        return resized;
    }

    private Model graph(ComputationGraph model) {
        ComputationGraphConfiguration configuration = model.getConfiguration().clone();
        for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
            if (vertex.getValue() instanceof LayerVertex layer) {
                resize(layer.getLayerConf().getLayer(), vertex.getKey());
                if (layer.getPreProcessor() != null) {
                    layer.setPreProcessor(ofAnySize(layer.getPreProcessor()));
                }
            }
        }
        // A clone forgets it, and DL4J's own order may be another one.
        configuration.setTopologicalOrder(model.getConfiguration().getTopologicalOrder());
        configuration.setTopologicalOrderStr(model.getConfiguration().getTopologicalOrderStr());
        configuration.setIterationCount(model.getConfiguration().getIterationCount());
        configuration.setEpochCount(model.getConfiguration().getEpochCount());
        ComputationGraph resized = new ComputationGraph(configuration);
        resized.init();
        return resized;
    }

    private void resize(Layer layer, String name) {
        Map<String, List<Integer>> tensors = shapes.getOrDefault(name, Map.of());
        if (layer instanceof LastTimeStep last) {
            resize(last.getUnderlying(), name);
        } else if (layer instanceof SelfAttentionLayer attention) {
            attention.setNHeads(size(tensors, "Wq", 0));
            attention.setNIn(size(tensors, "Wq", 2));
            attention.setNOut(size(tensors, "Wo", 1));
        } else if (layer instanceof BatchNormalization norm) {
            set(norm, size(tensors, "gamma", 0), size(tensors, "gamma", 0));
        } else if (layer instanceof ConvolutionLayer convolution) {
            set(convolution, size(tensors, "W", 1), size(tensors, "W", 0));
        } else if (layer instanceof LSTM lstm) {
            set(lstm, size(tensors, "W", 0), size(tensors, "W", 1) / 4);
        } else if (layer instanceof FeedForwardLayer forward && tensors.containsKey("W")) {
            set(forward, size(tensors, "W", 0), size(tensors, "W", 1));
        }
    }

    private static int size(Map<String, List<Integer>> tensors, String tensor, int axis) {
        return Objects.requireNonNull(tensors.get(tensor), tensor).get(axis);
    }

    private static void set(FeedForwardLayer layer, int in, int out) {
        layer.setNIn(in);
        layer.setNOut(out);
    }

    /** One that flattens images takes its size from the first image that it sees. */
    private static InputPreProcessor ofAnySize(InputPreProcessor preProcessor) {
        return preProcessor instanceof CnnToFeedForwardPreProcessor ? new CnnToFeedForwardPreProcessor() : preProcessor;
    }
}
