package io.espalier.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.network.Group.Kind;
import io.espalier.network.Group.Slice;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Network.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Slices are written (tensor, axis, start, block, produces); tensors count from 0 in the layout. */
class GroupsTest {
    private static final Layer OUTPUT = new Layer.Output(2, Activation.SOFTMAX, Loss.CROSS_ENTROPY);

    @Test
    void denseUnitsAreColumnsHereAndRowsInTheNextLayer() {
        Network network = Networks.mlp(Shape.flat(4), List.of(3), Activation.RELU, 0, 2);
        assertThat(network.groups())
                .containsExactly(new Group(
                        "dense1",
                        Kind.WIDTH,
                        3,
                        List.of(slice(0, 1, 0, 1, true), slice(1, 0, 0, 1, true), slice(2, 0, 0, 1, false))));
    }

    @Test
    void channelOwnsItsPositionsAfterFlattening() {
        Network network = graph(
                new Shape(1, 4, 4),
                node("conv", convolution(3), Network.INPUT),
                node("norm", new Layer.BatchNormalization(1e-5, 0.9, Activation.RELU), "conv"),
                node("dense", dense(5), "norm"),
                node("output", OUTPUT, "dense"));
        // 2 x 2 positions; tensors b, W, gamma, beta, mean, var, dense W.
        assertThat(network.groups().get(0))
                .isEqualTo(new Group(
                        "conv",
                        Kind.WIDTH,
                        3,
                        List.of(
                                slice(0, 0, 0, 1, true),
                                slice(1, 0, 0, 1, true),
                                slice(2, 0, 0, 1, true),
                                slice(3, 0, 0, 1, true),
                                slice(4, 0, 0, 1, false),
                                slice(5, 0, 0, 1, false),
                                slice(6, 0, 0, 4, false))));
    }

    @Test
    void sumTiesItsInputs() {
        Network network = graph(
                Shape.flat(4),
                node("a", dense(3), Network.INPUT),
                node("b", dense(3), "a"),
                node("sum", new Layer.Add(Activation.RELU), "a", "b"),
                node("output", OUTPUT, "sum"));
        assertThat(network.groups())
                .containsExactly(new Group(
                        "a",
                        Kind.WIDTH,
                        3,
                        List.of(
                                slice(0, 1, 0, 1, true),
                                slice(1, 0, 0, 1, true),
                                slice(2, 0, 0, 1, false),
                                slice(2, 1, 0, 1, true),
                                slice(3, 0, 0, 1, true),
                                slice(4, 0, 0, 1, false))));
        assertThat(network.withUnits(Map.of("a", 2)).layout().trainable()).isEqualTo((8 + 2) + (4 + 2) + (4 + 2));
    }

    @Test
    void mergePutsGroupsSideBySide() {
        Network network = graph(
                Shape.flat(4),
                node("a", dense(3), Network.INPUT),
                node("b", dense(5), Network.INPUT),
                node("merge", new Layer.Merge(), "a", "b"),
                node("output", OUTPUT, "merge"));
        assertThat(network.groups()).extracting(Group::name).containsExactly("a", "b");
        assertThat(network.groups().get(1).slices()).contains(slice(4, 0, 3, 1, false));
    }

    @Test
    void unitsAddedToTheInputAreInNoGroup() {
        Network network = graph(
                Shape.flat(4),
                node("a", dense(4), Network.INPUT),
                node("sum", new Layer.Add(Activation.IDENTITY), "a", Network.INPUT),
                node("output", OUTPUT, "sum"));
        assertThat(network.groups()).isEmpty();
    }

    @Test
    void sumWhoseInputsDivideTheirChannelsDifferentlyIsInNoGroup() {
        Network network = graph(
                Shape.flat(4),
                node("a", dense(3), Network.INPUT),
                node("b", dense(5), Network.INPUT),
                node("merge", new Layer.Merge(), "a", "b"),
                node("c", dense(8), Network.INPUT),
                node("sum", new Layer.Add(Activation.IDENTITY), "merge", "c"),
                node("d", dense(2), "sum"),
                node("output", OUTPUT, "d"));
        assertThat(network.groups()).extracting(Group::name).containsExactly("d");
    }

    @Test
    void lstmUnitHasFourGatesAndItsRecurrentRow() {
        Network network = graph(
                new Shape(1, 6, 1),
                node("embedding", new Layer.Embedding(9, 4), Network.INPUT),
                node("lstm", new Layer.Lstm(3, true), "embedding"),
                node("output", OUTPUT, "lstm"));
        // Tensors: embedding W, lstm W, RW, b, output W, b.
        List<Slice> slices = new ArrayList<>();
        gates(slices, 1, 1);
        slices.add(slice(2, 0, 0, 1, false));
        gates(slices, 2, 1);
        gates(slices, 3, 0);
        slices.add(slice(4, 0, 0, 1, false));
        assertThat(network.groups())
                .containsExactly(
                        new Group(
                                "embedding", Kind.WIDTH, 4, List.of(slice(0, 1, 0, 1, true), slice(1, 0, 0, 1, false))),
                        new Group("lstm", Kind.WIDTH, 3, slices));
    }

    @Test
    void attentionHasWholeHeadsAndSharesTheModelWidth() {
        Network network = graph(
                new Shape(1, 6, 1),
                node("embedding", new Layer.Embedding(9, 4), Network.INPUT),
                node("attention", new Layer.SelfAttention(2, 3), "embedding"),
                node("sum", new Layer.Add(Activation.IDENTITY), "embedding", "attention"),
                node("norm", new Layer.LayerNormalization(1e-5), "sum"),
                node("mean", new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), "norm"),
                node("output", OUTPUT, "mean"));
        // Tensors: embedding W, Wq, Wk, Wv, Wo, gamma, beta, output W, b.
        assertThat(network.groups())
                .containsExactly(
                        new Group(
                                "embedding",
                                Kind.WIDTH,
                                4,
                                List.of(
                                        slice(0, 1, 0, 1, true),
                                        slice(1, 2, 0, 1, false),
                                        slice(2, 2, 0, 1, false),
                                        slice(3, 2, 0, 1, false),
                                        slice(4, 1, 0, 1, true),
                                        slice(5, 0, 0, 1, true),
                                        slice(6, 0, 0, 1, true),
                                        slice(7, 0, 0, 1, false))),
                        new Group(
                                "attention",
                                Kind.HEAD,
                                2,
                                List.of(
                                        slice(1, 0, 0, 1, true),
                                        slice(2, 0, 0, 1, true),
                                        slice(3, 0, 0, 1, true),
                                        slice(4, 0, 0, 3, false))));
        // Width 3: 27 + 3 x (2 x 3 x 3) + 6 x 3 + 6 + 8
        assertThat(network.withUnits(Map.of("embedding", 3)).layout().trainable())
                .isEqualTo(27 + 54 + 18 + 6 + 8);
        // 1 head: 36 + 3 x (1 x 3 x 4) + 3 x 4 + 8 + 10
        assertThat(network.withUnits(Map.of("attention", 1)).layout().trainable())
                .isEqualTo(36 + 36 + 12 + 8 + 10);
    }

    @Test
    void channelsOfResidualBlocksGoTogether() {
        Network network = Networks.resnet(new Shape(1, 8, 8), List.of(3, 4, 5), Activation.RELU, 2);
        assertThat(network.groups())
                .extracting(Group::name, Group::units)
                .containsExactly(
                        tuple("stem", 3),
                        tuple("stage1-conv1", 3),
                        tuple("stage2-conv1", 4),
                        tuple("stage2-conv2", 4),
                        tuple("stage3-conv1", 5),
                        tuple("stage3-conv2", 5));
        Network narrow = network.withUnits(Map.of("stem", 1, "stage2-conv2", 2));
        assertThat(narrow.shape("stage1")).isEqualTo(new Shape(1, 8, 8));
        assertThat(narrow.shape("stage2-projection-norm")).isEqualTo(new Shape(2, 4, 4));
        assertThat(narrow.shape("stage2-conv1")).isEqualTo(new Shape(4, 4, 4));
    }

    private static void gates(List<Slice> slices, int tensor, int axis) {
        for (int gate = 0; gate < 4; gate++) {
            slices.add(slice(tensor, axis, 3 * gate, 1, true));
        }
    }

    private static Slice slice(int tensor, int axis, int start, int block, boolean produces) {
        return new Slice(tensor, axis, start, block, produces);
    }

    private static Layer dense(int units) {
        return new Layer.Dense(units, Activation.RELU, true);
    }

    private static Layer convolution(int channels) {
        return new Layer.Convolution(channels, 3, 3, 1, 0, 1, false, Activation.IDENTITY, true);
    }

    private static Node node(String name, Layer layer, String... inputs) {
        return new Node(name, layer, List.of(inputs));
    }

    private static Network graph(Shape input, Node... nodes) {
        return new Network(input, List.of(nodes), Form.GRAPH);
    }
}
