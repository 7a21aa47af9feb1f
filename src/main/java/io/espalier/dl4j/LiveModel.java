package io.espalier.dl4j;

import io.espalier.constraint.Compaction;
import io.espalier.constraint.KeptUnits;
import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The weights and moments of a DL4J model that someone else trains: read and written between two of its updates.
 *
 * <p>All arrays are parallel to the flat parameter vector of {@link #network()}. For a MultiLayerNetwork or a ComputationGraph with one
 * input and one output whose layers a network can carry and whose layers all have one update rule. Used by the thread that trains.
 */
public final class LiveModel {
    private final Dl4jModel model;
    private final Network network;
    private final HostArray parameters;
    private final Optional<HostArray> state;
    private final MomentMap momentMap;
    private final int moments;

    LiveModel(Dl4jModel model, Network network) {
        this.model = model;
        this.network = network;
        LayoutCheck.requireSame(network.layout(), model.layers(), model.parameters());
        this.parameters = new HostArray(model.parameters());
        this.state = Optional.ofNullable(model.updater().getStateViewArray()).map(HostArray::new);
        this.moments = state.map(array ->
                        momentsIn(array.array().length(), network.layout().trainable()))
                .orElse(0);
        this.momentMap = new MomentMap(network.layout(), moments);
        momentMap.requireSame(model.updater());
    }

    private static int momentsIn(long stateLength, int trainable) {
        if (stateLength % trainable != 0) {
            throw new IllegalArgumentException("All layers of a model must have one update rule");
        }
        return Math.toIntExact(stateLength / trainable);
    }

    /** The state of a model whose configuration says the size of its input. */
    public static LiveModel of(Model model) {
        if (model instanceof MultiLayerNetwork sequence) {
            return new LiveModel(Dl4jModel.of(model), Dl4jNetworks.describe(sequence.getLayerWiseConfigurations()));
        }
        if (model instanceof ComputationGraph graph) {
            return new LiveModel(Dl4jModel.of(model), Dl4jNetworks.describe(graph.getConfiguration()));
        }
        throw new IllegalArgumentException(
                "A model must be a MultiLayerNetwork or a ComputationGraph: " + model.getClass());
    }

    /** The state of a model that takes examples of a known shape. */
    public static LiveModel of(Model model, Shape input) {
        if (model instanceof MultiLayerNetwork sequence) {
            return new LiveModel(
                    Dl4jModel.of(model), Dl4jNetworks.describe(sequence.getLayerWiseConfigurations(), input));
        }
        if (model instanceof ComputationGraph graph) {
            return new LiveModel(Dl4jModel.of(model), Dl4jNetworks.describe(graph.getConfiguration(), input));
        }
        throw new IllegalArgumentException(
                "A model must be a MultiLayerNetwork or a ComputationGraph: " + model.getClass());
    }

    /** The model's network. */
    public Network network() {
        return network;
    }

    /** A copy of the parameters. */
    public float[] parameters() {
        float[] values = new float[network.layout().length()];
        parameters.read(values, 0, values.length);
        return values;
    }

    /** A copy of the moments, one array a moment. */
    public float[][] moments() {
        float[] values = new float[momentMap.stateLength()];
        state.ifPresent(array -> array.read(values, 0, values.length));
        float[][] into = new float[moments][network.layout().length()];
        momentMap.read(values, into);
        return into;
    }

    /** A copy of the last gradient that was computed, summed over the examples of its batch as DL4J has it. */
    public float[] gradient() {
        float[] values = new float[network.layout().length()];
        new HostArray(model.gradients()).read(values, 0, values.length);
        return values;
    }

    /** Replaces parameters and moments. */
    public void write(float[] newParameters, float[][] newMoments) {
        if (newParameters.length != network.layout().length()) {
            throw new IllegalArgumentException(
                    "The network has " + network.layout().length() + " values, the vector " + newParameters.length);
        }
        float[] newState = momentMap.state(newMoments);
        parameters.write(newParameters, 0, newParameters.length);
        state.ifPresent(array -> array.write(newState, 0, newState.length));
    }

    /** Units of which any trained value is not zero. */
    public KeptUnits unmasked() {
        float[] values = parameters();
        Map<String, List<Integer>> kept = new LinkedHashMap<>();
        for (Group group : network.groups()) {
            BitSet alive = new BitSet(group.units());
            group.slices().forEach(slice -> addUnitsWithValues(slice, group.units(), values, alive));
            kept.put(group.name(), alive.stream().boxed().toList());
        }
        return new KeptUnits(kept);
    }

    private void addUnitsWithValues(Group.Slice slice, int units, float[] values, BitSet alive) {
        Tensor tensor = network.layout().tensors().get(slice.tensor());
        if (!tensor.role().trainable()) {
            return;
        }
        int stride = tensor.strides()[slice.axis()];
        int size = tensor.shape().get(slice.axis());
        for (int i = 0; i < tensor.length(); i++) {
            int inside = (i / stride) % size - slice.start();
            if (values[tensor.offset() + i] != 0 && inside >= 0 && inside < units * slice.block()) {
                alive.set(inside / slice.block());
            }
        }
    }

    /**
     * A smaller model with only the given units: the same configuration with other sizes, the weights, moments and counters of the
     * kept units.
     */
    public Model compact(KeptUnits kept) {
        Compaction compaction = Compaction.of(network, kept);
        Model smaller = Resizing.of(model.model(), compaction.network());
        LiveModel live = new LiveModel(Dl4jModel.of(smaller), compaction.network());
        live.write(
                compaction.apply(parameters()),
                Arrays.stream(moments()).map(compaction::apply).toArray(float[][]::new));
        return smaller;
    }
}
