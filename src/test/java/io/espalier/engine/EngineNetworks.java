package io.espalier.engine;

import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import java.util.List;

/** Networks, plans and batches for the tests of this package. */
final class EngineNetworks {
    static final UpdaterPlan ADAM = UpdaterPlan.constant(UpdaterKind.ADAM, 0.01);

    private EngineNetworks() {}

    /** A softmax classifier with two hidden layers of widths that are no multiples of a vector. */
    static Network mlp(Activation activation) {
        return sequence(
                Shape.flat(37),
                node("dense1", new Layer.Dense(29, activation, true)),
                node("dense2", new Layer.Dense(19, activation, true)),
                output(7, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY));
    }

    /** A chain: each node reads the one before it. */
    static Network sequence(Shape input, Node... nodes) {
        List<Node> chain = new java.util.ArrayList<>();
        String previous = Network.INPUT;
        for (Node node : nodes) {
            chain.add(new Node(node.name(), node.layer(), List.of(previous)));
            previous = node.name();
        }
        return new Network(input, chain, Network.Form.SEQUENCE);
    }

    static Network graph(Shape input, Node... nodes) {
        return new Network(input, List.of(nodes), Network.Form.GRAPH);
    }

    static Node output(int outputs, Activation activation, Layer.Loss loss, String... inputs) {
        return node("output", new Layer.Output(outputs, activation, loss), inputs);
    }

    /** A node; one of a chain needs no inputs. */
    static Node node(String name, Layer layer, String... inputs) {
        return new Node(name, layer, List.of(inputs));
    }

    /** Normal weights scaled by 0.3, gains and variances about 1. */
    static float[] parameters(Network network, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        float[] parameters = new float[network.layout().length()];
        for (Tensor tensor : network.layout().tensors()) {
            float shift = tensor.role() == Tensor.Role.GAIN || tensor.role() == Tensor.Role.VARIANCE ? 1 : 0;
            float scale = tensor.role() == Tensor.Role.VARIANCE ? 0.01f : 0.3f;
            for (int i = tensor.offset(); i < tensor.end(); i++) {
                parameters[i] = shift + scale * (float) random.nextGaussian();
            }
        }
        return parameters;
    }

    /** Rows in [-0.5, 1) whose label depends on them. */
    static Batch batch(Network network, int rows, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        int features = network.input().size();
        Batch batch = new Batch(rows, features);
        for (int row = 0; row < rows; row++) {
            batch.labels()[row] = random.nextInt(network.outputs());
            for (int feature = 0; feature < features; feature++) {
                float bump = feature % network.outputs() == batch.labels()[row] ? 0.5f : 0;
                batch.features()[row * features + feature] = (float) random.nextDouble() - 0.5f + bump;
            }
        }
        batch.setRows(rows);
        return batch;
    }
}
