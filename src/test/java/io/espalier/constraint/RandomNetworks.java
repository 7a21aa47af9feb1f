package io.espalier.constraint;

import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import io.espalier.network.Group;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Network;
import io.espalier.network.Network.Form;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Small random graphs with sums, merges, normalisations and flattening, and random weights and masks for them. */
final class RandomNetworks {
    private static final List<Activation> ACTIVATIONS =
            List.of(Activation.IDENTITY, Activation.RELU, Activation.TANH, Activation.SIGMOID);

    private final SplitMix64 random;
    private final List<Node> nodes = new ArrayList<>();
    private String current = Network.INPUT;
    private int channels;

    RandomNetworks(long seed) {
        random = new SplitMix64(seed);
    }

    Network image() {
        Shape input = new Shape(2, 6, 6);
        channels = 2;
        for (int block = 0; block < 3; block++) {
            imageBlock();
        }
        if (random.nextInt(2) == 0) {
            add(new Layer.Pooling(Layer.Pooling.Kind.MAX, 2, 2, 0, false), current);
        }
        switch (random.nextInt(3)) {
            case 0 -> add(new Layer.Flatten(), current);
            case 1 -> add(new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), current);
            default -> {}
        }
        for (int block = 0; block < 2; block++) {
            denseBlock();
        }
        add(new Layer.Output(3, Activation.SOFTMAX, Loss.CROSS_ENTROPY), current);
        return new Network(input, nodes, Form.GRAPH);
    }

    Network sequence() {
        int width = 3 + random.nextInt(3);
        String embedding = add(new Layer.Embedding(7, width), current);
        String attention = add(new Layer.SelfAttention(1 + random.nextInt(4), 2), embedding);
        String sum = add(new Layer.Add(Activation.IDENTITY), embedding, attention);
        String feedForward = add(new Layer.Dense(2 + random.nextInt(5), activation(), true), sum);
        String back = add(new Layer.Dense(width, Activation.IDENTITY, true), feedForward);
        add(new Layer.Add(Activation.IDENTITY), sum, back);
        add(new Layer.Lstm(2 + random.nextInt(4), random.nextInt(2) == 0), current);
        if (random.nextInt(2) == 0) {
            add(new Layer.Flatten(), current);
        } else {
            add(new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), current);
        }
        add(new Layer.Output(3, Activation.SOFTMAX, Loss.CROSS_ENTROPY), current);
        return new Network(new Shape(1, 5, 1), nodes, Form.GRAPH);
    }

    float[] weights(Network network) {
        float[] weights = new float[network.layout().length()];
        for (Tensor tensor : network.layout().tensors()) {
            for (int i = tensor.offset(); i < tensor.end(); i++) {
                boolean variance = tensor.role() == Tensor.Role.VARIANCE;
                weights[i] = (float) (variance ? 0.5 + random.nextDouble() : 0.5 * random.nextGaussian());
            }
        }
        return weights;
    }

    double[][] input(Network network) {
        Shape shape = network.input();
        boolean ids = network.nodes().get(0).layer() instanceof Layer.Embedding;
        double[][] input = new double[shape.channels()][shape.positions()];
        for (double[] channel : input) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = ids ? random.nextInt(7) : random.nextGaussian();
            }
        }
        return input;
    }

    KeptUnits kept(Network network) {
        Map<String, List<Integer>> kept = new LinkedHashMap<>();
        for (Group group : network.groups()) {
            int[] order = IntStream.range(0, group.units()).toArray();
            random.shuffle(order);
            int count = 1 + random.nextInt(group.units());
            kept.put(
                    group.name(),
                    IntStream.of(order).limit(count).sorted().boxed().toList());
        }
        return new KeptUnits(kept);
    }

    private void imageBlock() {
        int width = 2 + random.nextInt(4);
        switch (random.nextInt(6)) {
            case 0 -> convolution(width, current);
            case 1 -> {
                String first = convolution(width, current);
                String second = convolution(width, first);
                add(new Layer.Add(activation()), first, second);
            }
            case 2 -> {
                String input = current;
                String first = convolution(width, input);
                String second = convolution(3, input);
                add(new Layer.Merge(), first, second);
                channels = width + 3;
            }
            case 3 -> {
                String input = current;
                String first = convolution(width, input);
                String second = convolution(2, input);
                String merged = add(new Layer.Merge(), first, second);
                String whole = convolution(width + 2, input);
                add(new Layer.Add(activation()), merged, whole);
            }
            case 4 -> {
                String input = current;
                String back = convolution(channels, input);
                add(new Layer.Add(activation()), input, back);
            }
            default -> add(new Layer.Activate(activation()), current);
        }
        if (random.nextInt(2) == 0) {
            add(new Layer.BatchNormalization(1e-5, 0.9, activation()), current);
        }
    }

    private void denseBlock() {
        int width = 2 + random.nextInt(5);
        String first = add(new Layer.Dense(width, activation(), random.nextInt(2) == 0), current);
        if (random.nextInt(2) == 0) {
            add(new Layer.BatchNormalization(1e-5, 0.9, activation()), current);
        }
        if (random.nextInt(2) == 0) {
            String second = add(new Layer.Dense(width, activation(), true), current);
            add(new Layer.Add(activation()), first, second);
        }
    }

    private String convolution(int width, String input) {
        channels = width;
        return add(new Layer.Convolution(width, 3, 3, 1, 0, 1, true, activation(), random.nextInt(2) == 0), input);
    }

    private Activation activation() {
        return ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
    }

    private String add(Layer layer, String... inputs) {
        current = "n" + nodes.size();
        nodes.add(new Node(current, layer, List.of(inputs)));
        return current;
    }
}
