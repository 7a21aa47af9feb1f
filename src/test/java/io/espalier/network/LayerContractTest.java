package io.espalier.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Layer.Loss;
import io.espalier.network.Network.Form;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every layer. */
class LayerContractTest {
    private static final Layer OUTPUT = new Layer.Output(2, Activation.SOFTMAX, Loss.CROSS_ENTROPY);

    /** Every layer between two dense ones, or on a sequence between an embedding and the mean, or on an image. */
    static Stream<Network> networks() {
        Layer dense = new Layer.Dense(6, Activation.RELU, true);
        Layer embedding = new Layer.Embedding(7, 4);
        Layer mean = new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE);
        return Stream.of(
                chain(Shape.flat(3), dense, new Layer.BatchNormalization(1e-5, 0.9, Activation.RELU)),
                chain(Shape.flat(3), dense, new Layer.Dropout(0.5)),
                chain(Shape.flat(3), dense, new Layer.Activate(Activation.TANH)),
                joined(new Layer.Add(Activation.RELU)),
                joined(new Layer.Merge()),
                chain(
                        new Shape(2, 6, 6),
                        new Layer.Convolution(4, 3, 3, 1, 0, 1, false, Activation.RELU, true),
                        new Layer.Pooling(Layer.Pooling.Kind.MAX, 2, 2, 0, false),
                        new Layer.Flatten()),
                chain(new Shape(1, 5, 1), embedding, new Layer.Lstm(3, true)),
                chain(new Shape(1, 5, 1), embedding, new Layer.SelfAttention(2, 3), mean),
                chain(new Shape(1, 5, 1), embedding, new Layer.LayerNormalization(1e-5), mean));
    }

    @Test
    void everyLayerIsCovered() {
        Set<Class<?>> covered = networks()
                .flatMap(network -> network.nodes().stream())
                .map(node -> node.layer().getClass())
                .collect(Collectors.toSet());
        assertThat(covered).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyGroupCanBeNarrowedToOneUnitAndBack(Network network) {
        Map<String, Integer> all = new HashMap<>();
        Map<String, Integer> one = new HashMap<>();
        for (Group group : network.groups()) {
            all.put(group.name(), group.units());
            one.put(group.name(), 1);
        }
        Network narrow = network.withUnits(one);
        assertThat(narrow.groups()).extracting(Group::units).containsOnly(1);
        assertThat(narrow.layout().trainable()).isLessThan(network.layout().trainable());
        assertThat(narrow.flops()).isLessThan(network.flops());
        assertThat(narrow.outputs()).isEqualTo(network.outputs());
        assertThat(narrow.withUnits(all)).isEqualTo(network);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void slicesLieInsideTheirTensorsAndDoNotOverlap(Network network) {
        List<Tensor> tensors = network.layout().tensors();
        Map<String, boolean[]> covered = new HashMap<>();
        for (Group group : network.groups()) {
            for (Group.Slice slice : group.slices()) {
                int length = tensors.get(slice.tensor()).shape().get(slice.axis());
                boolean[] taken =
                        covered.computeIfAbsent(slice.tensor() + "/" + slice.axis(), key -> new boolean[length]);
                for (int i = slice.start(); i < slice.start() + group.units() * slice.block(); i++) {
                    assertThat(taken[i]).isFalse();
                    taken[i] = true;
                }
            }
        }
        assertThat(covered).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void survivesSerialization(Network network) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(network);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Network copy = (Network) in.readObject();
            assertThat(copy).isEqualTo(network);
            assertThat(copy.layout()).isEqualTo(network.layout());
            assertThat(copy.groups()).isEqualTo(network.groups());
        }
    }

    private static Network chain(Shape input, Layer... layers) {
        List<Layer> all = new ArrayList<>(List.of(layers));
        all.add(OUTPUT);
        return NetworkTest.chain(input, all.toArray(Layer[]::new));
    }

    private static Network joined(Layer layer) {
        Layer dense = new Layer.Dense(6, Activation.RELU, true);
        return new Network(
                Shape.flat(3),
                List.of(
                        new Node("a", dense, List.of(Network.INPUT)),
                        new Node("b", dense, List.of("a")),
                        new Node("joined", layer, List.of("a", "b")),
                        new Node("output", OUTPUT, List.of("joined"))),
                Form.GRAPH);
    }
}
