package io.espalier.dl4j;

import io.espalier.network.Network;
import io.espalier.network.ParameterLayout;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A DL4J configuration in JSON from anywhere, read safely, and what of it a model needs.
 *
 * <p>DL4J instantiates the classes that its JSON names. So the JSON is first read as a tree, and every class name in it must belong to
 * DL4J or ND4J.
 *
 * @param network it describes
 * @param layers DL4J's configuration of each layer, by name
 * @param updates made so far
 */
record SavedConfiguration(Network network, Map<String, Layer> layers, int updates) {
    private static final List<String> PACKAGES = List.of("org.deeplearning4j.", "org.nd4j.");
    private static final Set<String> CLASS_KEYS = Set.of("@class", "class");
    private static final Map<Class<?>, UpdaterKind> KINDS = Map.of(
            Adam.class, UpdaterKind.ADAM,
            Nesterovs.class, UpdaterKind.NESTEROVS,
            Sgd.class, UpdaterKind.SGD,
            RmsProp.class, UpdaterKind.RMSPROP,
            AdaGrad.class, UpdaterKind.ADAGRAD);

    SavedConfiguration {
        layers = Map.copyOf(layers);
    }

    /**
     * Reads a configuration.
     *
     * @param input shape of the examples, where it is known
     * @throws IllegalArgumentException that says what is wrong, beginning with a verb
     */
    static SavedConfiguration parse(byte[] bytes, Optional<Shape> input) {
        String json = new String(bytes, StandardCharsets.UTF_8);
        JsonNode tree = tree(json);
        requireKnownClasses(tree);
        boolean sequence = tree.has("confs");
        if (!sequence && !(tree.has("vertices") && tree.has("networkInputs"))) {
            throw new IllegalArgumentException(
                    "is neither a MultiLayerConfiguration nor a ComputationGraphConfiguration");
        }
        return sequence ? sequence(json, input) : graph(json, input);
    }

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void requireKnownClasses(JsonNode tree) {
        Deque<JsonNode> open = new ArrayDeque<>(List.of(tree));
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> field = fields.next();
                if (CLASS_KEYS.contains(field.getKey())) {
                    requireKnownClass(field.getValue().asText());
                }
            }
            node.forEach(open::push);
        }
    }

    private static void requireKnownClass(String name) {
        if (PACKAGES.stream().noneMatch(name::startsWith)) {
            throw new IllegalArgumentException("names the class " + name + "; allowed are classes of " + PACKAGES);
        }
    }

    private static SavedConfiguration sequence(String json, Optional<Shape> input) {
        MultiLayerConfiguration configuration = parsed(() -> MultiLayerConfiguration.fromJson(json));
        Network network = described(() -> input.map(shape -> Dl4jNetworks.describe(configuration, shape))
                .orElseGet(() -> Dl4jNetworks.describe(configuration)));
        Map<String, Layer> layers = new HashMap<>();
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            NeuralNetConfiguration layer = configuration.getConf(i);
            layers.put(Dl4jNetworks.name(layer.getLayer(), i), layer.getLayer());
        }
        return new SavedConfiguration(network, layers, configuration.getIterationCount());
    }

    private static SavedConfiguration graph(String json, Optional<Shape> input) {
        ComputationGraphConfiguration configuration = parsed(() -> ComputationGraphConfiguration.fromJson(json));
        Network network = described(() -> input.map(shape -> Dl4jNetworks.describe(configuration, shape))
                .orElseGet(() -> Dl4jNetworks.describe(configuration)));
        Map<String, Layer> layers = new HashMap<>();
        for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
            if (vertex.getValue() instanceof LayerVertex layer) {
                layers.put(vertex.getKey(), layer.getLayerConf().getLayer());
            }
        }
        return new SavedConfiguration(network, layers, configuration.getIterationCount());
    }

    /** DL4J's parser throws whatever happens to go wrong inside it. */
    private static <T> T parsed(Parser<T> parser) {
        try {
            return parser.parse();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("is no configuration that DL4J can read: " + e.getMessage(), e);
        }
    }

    /** The network, its sizes checked: they may be anything. */
    private static Network described(Supplier<Network> description) {
        try {
            Network network = description.get();
            network.layout();
            return network;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("can't be used: " + e.getMessage(), e);
        } catch (NullPointerException | IndexOutOfBoundsException e) {
            // DL4J's parser leaves out what the JSON leaves out: any part of a configuration from a file may be
            // missing.
            throw new IllegalArgumentException("can't be used: it lacks something that DL4J writes", e);
        }
    }

    private interface Parser<T> {
        T parse() throws IOException;
    }

    /** The update rule of all layers together; empty where they differ or where it is none of ours. */
    Optional<UpdaterKind> updater() {
        Set<IUpdater> updaters = network.layout().tensors().stream()
                .filter(tensor -> tensor.role().trainable())
                .map(tensor ->
                        Objects.requireNonNull(layers.get(tensor.layer())).getUpdaterByParam(tensor.name()))
                .collect(Collectors.toSet());
        if (updaters.size() != 1) {
            return Optional.empty();
        }
        return Optional.ofNullable(KINDS.get(updaters.iterator().next().getClass()))
                .map(kind -> kind == UpdaterKind.ADAM && decaysWeights() ? UpdaterKind.ADAMW : kind);
    }

    /** What the layers say about training. */
    ConfiguredTraining training() {
        return new ConfiguredTraining(layers.values());
    }

    private boolean decaysWeights() {
        return layers.values().stream()
                .filter(BaseLayer.class::isInstance)
                .flatMap(layer -> Stream.ofNullable(((BaseLayer) layer).getRegularization()))
                .anyMatch(penalties -> penalties.stream().anyMatch(WeightDecay.class::isInstance));
    }

    /** Turns log10 of standard deviations, in which DL4J by default keeps them, into the variances of the network. */
    void toVariances(float[] parameters) {
        ParameterLayout layout = network.layout();
        for (Tensor tensor : layout.tensors()) {
            if (tensor.role() == Tensor.Role.VARIANCE
                    && layers.get(tensor.layer()) instanceof BatchNormalization norm
                    && norm.isUseLogStd()) {
                for (int i = tensor.offset(); i < tensor.end(); i++) {
                    parameters[i] = (float) Math.pow(10, 2.0 * parameters[i]);
                }
            }
        }
    }
}
