package io.espalier.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.network.Layer.Loss;
import io.espalier.network.Network.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Layer OUTPUT = new Layer.Output(2, Activation.SOFTMAX, Loss.CROSS_ENTROPY);

    @Test
    void perceptronHasTheKnownNumberOfParameters() {
        Network network = Networks.mlp(Shape.flat(64), List.of(256, 256), Activation.RELU, 0, 10);
        assertThat(network.layout().trainable()).isEqualTo(85_002);
        assertThat(network.outputs()).isEqualTo(10);
    }

    @Test
    void lenetHasTheKnownNumberOfParameters() {
        // 520 + 25,050 + 400,500 + 5,010
        assertThat(lenet().layout().trainable()).isEqualTo(431_080);
    }

    @Test
    void dropoutHasNoParametersAndNoFlops() {
        Network plain = Networks.mlp(Shape.flat(4), List.of(3), Activation.RELU, 0, 2);
        Network dropped = Networks.mlp(Shape.flat(4), List.of(3), Activation.RELU, 0.5, 2);
        assertThat(dropped.nodes()).extracting(Node::name).containsExactly("dense1", "dropout1", "output");
        assertThat(dropped.layout()).isEqualTo(plain.layout());
        assertThat(dropped.flops()).isEqualTo(plain.flops());
    }

    @Test
    void layoutPutsTheBiasOfAConvolutionBeforeItsWeights() {
        assertThat(lenet().layout().tensors().subList(0, 6))
                .containsExactly(
                        new Tensor("conv1", "b", Tensor.Role.BIAS, List.of(20), 'c', 0),
                        new Tensor("conv1", "W", Tensor.Role.WEIGHT, List.of(20, 1, 5, 5), 'c', 20),
                        new Tensor("conv2", "b", Tensor.Role.BIAS, List.of(50), 'c', 520),
                        new Tensor("conv2", "W", Tensor.Role.WEIGHT, List.of(50, 20, 5, 5), 'c', 570),
                        new Tensor("dense1", "W", Tensor.Role.WEIGHT, List.of(800, 500), 'f', 25_570),
                        new Tensor("dense1", "b", Tensor.Role.BIAS, List.of(500), 'c', 425_570));
    }

    @Test
    void statisticsAreNoParameters() {
        Network network = chain(Shape.flat(3), new Layer.Dense(4, Activation.RELU, false), normalization(), OUTPUT);
        assertThat(network.layout().length()).isEqualTo(12 + 16 + 10);
        assertThat(network.layout().trainable()).isEqualTo(12 + 8 + 10);
    }

    @Test
    void flopsOfALittlePerceptron() {
        // 2 x 4 x 3 products, 3 biases, 3 relu; 2 x 3 x 2 products, 2 biases, 2 softmax.
        assertThat(Networks.mlp(Shape.flat(4), List.of(3), Activation.RELU, 0, 2)
                        .flops())
                .isEqualTo(24 + 3 + 3 + 12 + 2 + 2);
    }

    @Test
    void flopsOfImageLayers() {
        // Convolution 2 -> 3 channels, 3 x 3 on 6 x 6: 4 x 4 positions; pooling to 2 x 2; batch norm and relu on 12
        // values; flatten; output.
        Network network = chain(
                new Shape(2, 6, 6),
                new Layer.Convolution(3, 3, 3, 1, 0, 1, false, Activation.IDENTITY, true),
                new Layer.Pooling(Layer.Pooling.Kind.MAX, 2, 2, 0, false),
                new Layer.BatchNormalization(1e-5, 0.9, Activation.RELU),
                new Layer.Flatten(),
                OUTPUT);
        long convolution = 2 * 16 * 3 * 2 * 9 + 48;
        assertThat(network.flops()).isEqualTo(convolution + 12 * 4 + (2 * 12 + 12) + (2 * 12 * 2 + 2 + 2));
    }

    @Test
    void flopsOfSequenceLayers() {
        // 5 elements: embedding 4; LSTM 3; attention 2 heads of 2.
        Network network = chain(
                new Shape(1, 5, 1),
                new Layer.Embedding(7, 4),
                new Layer.Lstm(3, false),
                new Layer.SelfAttention(2, 2),
                new Layer.LayerNormalization(1e-5),
                new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE),
                OUTPUT);
        long lstm = 5 * 3 * (2 * 4 * (4 + 3) + 13);
        long attention = 4 * (2 * 5 * 3 * 4) + 25 * (2 * 4 + 2 * 4) + 25 * 2 * 2;
        assertThat(network.flops()).isEqualTo(lstm + attention + 7 * 15 + 15 + (2 * 3 * 2 + 2 + 2));
    }

    @Test
    void windowsFollowSameAndValidArithmetic() {
        Shape image = new Shape(1, 7, 6);
        assertThat(after(image, convolution(3, 2, 0, 1, true))).isEqualTo(new Shape(4, 4, 3));
        assertThat(after(image, convolution(3, 2, 0, 1, false))).isEqualTo(new Shape(4, 3, 2));
        assertThat(after(image, convolution(3, 2, 1, 1, false))).isEqualTo(new Shape(4, 4, 3));
        assertThat(after(image, convolution(3, 1, 0, 2, false))).isEqualTo(new Shape(4, 3, 2));
        assertThat(after(image, new Layer.Pooling(Layer.Pooling.Kind.MAX, 2, 2, 0, false)))
                .isEqualTo(new Shape(1, 3, 3));
        assertThat(after(image, new Layer.Flatten())).isEqualTo(Shape.flat(42));
        assertThat(after(image, new Layer.GlobalPooling(Layer.Pooling.Kind.MAX)))
                .isEqualTo(Shape.flat(1));
    }

    @Test
    void windowsMayMoveDifferentlyInTheTwoDirections() {
        // Rows: (7 + 2 - 3) / 2 + 1 = 4; columns: (6 - 5) / 1 + 1 = 2, the kernel of 3 spread over 5.
        Window window = new Window(new Window.Side(3, 2, 1, 1), new Window.Side(3, 1, 0, 2), false);
        Shape image = new Shape(2, 7, 6);
        Network network =
                chain(image, new Layer.Convolution(4, window, Activation.IDENTITY, false), new Layer.Flatten(), OUTPUT);
        assertThat(network.shape("n0")).isEqualTo(new Shape(4, 4, 2));
        assertThat(network.layout().tensors().get(0).shape()).containsExactly(4, 2, 3, 3);
        Window wide = new Window(new Window.Side(2, 2, 0, 1), new Window.Side(3, 3, 0, 1), false);
        assertThat(after(image, new Layer.Pooling(Layer.Pooling.Kind.AVERAGE, wide)))
                .isEqualTo(new Shape(2, 3, 2));
    }

    @Test
    void convolutionOverASequenceKeepsItASequence() {
        Network network = chain(
                new Shape(1, 9, 1),
                new Layer.Embedding(7, 4),
                new Layer.Convolution(5, Window.ofSequence(new Window.Side(3, 2, 0, 1), false), Activation.RELU, true),
                new Layer.Pooling(Layer.Pooling.Kind.MAX, Window.ofSequence(new Window.Side(2, 1, 0, 1), false)),
                new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE),
                OUTPUT);
        assertThat(network.shape("n1")).isEqualTo(new Shape(5, 4, 1));
        assertThat(network.shape("n2")).isEqualTo(new Shape(5, 3, 1));
        assertThat(network.sequence("n2")).isTrue();
        assertThat(network.layout().tensors().get(2).shape()).containsExactly(5, 4, 3, 1);
    }

    @Test
    void inputIsASequenceForWindowsOfWidthOneAndForLayersOfSequences() {
        Shape thin = new Shape(3, 9, 1);
        Layer pool = new Layer.GlobalPooling(Layer.Pooling.Kind.MAX);
        Layer over =
                new Layer.Convolution(5, Window.ofSequence(new Window.Side(3, 1, 0, 1), false), Activation.RELU, true);
        Layer square = new Layer.Convolution(5, 3, 3, 1, 0, 1, true, Activation.RELU, true);
        Network windows = chain(thin, over, pool, OUTPUT);

        assertThat(windows.sequence(Network.INPUT)).isTrue();
        assertThat(windows.sequence("n0")).isTrue();
        assertThat(chain(thin, new Layer.Lstm(4, true), OUTPUT).sequence(Network.INPUT))
                .isTrue();
        assertThat(chain(thin, square, pool, OUTPUT).sequence(Network.INPUT)).isFalse();
        assertThat(chain(new Shape(3, 9, 2), over, pool, OUTPUT).sequence(Network.INPUT))
                .isFalse();
        assertThat(chain(thin, OUTPUT).sequence(Network.INPUT)).isFalse();
    }

    /** DL4J: [kernel x input x output], the last fastest. */
    @Test
    void weightsOverASequenceLieInTheOppositeOrder() {
        Layer over =
                new Layer.Convolution(5, Window.ofSequence(new Window.Side(3, 1, 0, 1), false), Activation.RELU, false);
        Layer pool = new Layer.GlobalPooling(Layer.Pooling.Kind.MAX);

        assertThat(chain(new Shape(2, 9, 1), over, pool, OUTPUT)
                        .layout()
                        .tensors()
                        .get(0))
                .isEqualTo(new Tensor("n0", "W", Tensor.Role.WEIGHT, List.of(5, 2, 3, 1), 'f', 0));
        assertThat(chain(new Shape(2, 9, 2), over, pool, OUTPUT)
                        .layout()
                        .tensors()
                        .get(0)
                        .order())
                .isEqualTo('c');
    }

    @Test
    void sizesOfWindowsAreChecked() {
        refusedWindow(() -> new Window.Side(0, 1, 0, 1), "Kernel of a window must be at least 1: 0");
        refusedWindow(() -> new Window.Side(1, 0, 0, 1), "Stride of a window must be at least 1: 0");
        refusedWindow(() -> new Window.Side(1, 1, -1, 1), "Padding of a window must be at least 0: -1");
        refusedWindow(() -> new Window.Side(1, 1, 0, 0), "Dilation of a window must be at least 1: 0");
        Window dilated = Window.ofSequence(new Window.Side(2, 1, 0, 3), false);
        refusedWindow(
                () -> new Layer.Pooling(Layer.Pooling.Kind.MAX, dilated), "Dilation of a pooling must be 1: 3 x 1");
    }

    private static void refusedWindow(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void outputMayHaveNoBias() {
        Network network =
                chain(Shape.flat(3), new Layer.Output(2, Activation.IDENTITY, Layer.Loss.MEAN_SQUARED_ERROR, false));
        assertThat(network.layout().length()).isEqualTo(6);
        assertThat(network.flops()).isEqualTo(12);
    }

    @Test
    void resnetHasThreeStagesOfResidualBlocks() {
        Network network = Networks.resnet(new Shape(1, 28, 28), Networks.RESNET_WIDTHS, Activation.RELU, 10);
        assertThat(network.shape("stage1")).isEqualTo(new Shape(16, 28, 28));
        assertThat(network.shape("stage2")).isEqualTo(new Shape(32, 14, 14));
        assertThat(network.shape("stage3")).isEqualTo(new Shape(64, 7, 7));
        int stem = 9 * 16 + 2 * 16;
        int first = 2 * (9 * 16 * 16 + 2 * 16);
        int second = 9 * 16 * 32 + 9 * 32 * 32 + 16 * 32 + 3 * 2 * 32;
        int third = 9 * 32 * 64 + 9 * 64 * 64 + 32 * 64 + 3 * 2 * 64;
        assertThat(network.layout().trainable()).isEqualTo(stem + first + second + third + 650);
    }

    @Test
    void resnetProjectsWhereWidthsDiffer() {
        assertThat(Networks.resnet(new Shape(3, 8, 8), List.of(4, 4, 6), Activation.RELU, 2).nodes().stream()
                        .map(Node::name)
                        .filter(name -> name.endsWith("-projection")))
                .containsExactly("stage2-projection", "stage3-projection");
        assertThatThrownBy(() -> Networks.resnet(new Shape(1, 3, 8), List.of(4, 4, 6), Activation.RELU, 2))
                .hasMessage("ResNet needs images of at least 4 x 4: 3 x 8");
        assertThatThrownBy(() -> Networks.resnet(new Shape(1, 8, 8), List.of(4), Activation.RELU, 2))
                .hasMessage("ResNet takes 3 widths (channels of its stages): [4]");
    }

    @Test
    void windowThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> after(new Shape(1, 4, 4), convolution(5, 1, 0, 1, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Node n0: Window must fit into the padded image: height 4, window 5");
    }

    @Test
    void denseWorksOnEachElementOfASequence() {
        Network network = chain(
                new Shape(1, 5, 1),
                new Layer.Embedding(7, 4),
                new Layer.Dense(6, Activation.RELU, true),
                new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE),
                OUTPUT);
        assertThat(network.shape("n1")).isEqualTo(new Shape(6, 5, 1));
        assertThat(network.sequence("n1")).isTrue();
        assertThat(network.sequence("n2")).isFalse();
        assertThat(network.layout().tensors().get(1).shape()).containsExactly(4, 6);
    }

    @Test
    void valuesOfOneLayerAreNumberedOneAfterTheOther() {
        Network network = chain(
                new Shape(2, 3, 3),
                new Layer.Convolution(4, 2, 2, 1, 0, 1, false, Activation.RELU, true),
                new Layer.Flatten(),
                OUTPUT);
        Map<String, List<Integer>> own = Map.of("n0", List.of(0, 1, 2, 3));
        long[] first16 = LongStream.range(0, 16).toArray();
        assertThat(network.valueNumbers("n0", own)).containsExactly(first16);
        assertThat(network.valueNumbers("n1", own)).containsExactly(first16);
    }

    @Test
    void valuesKeepTheirNumbersWhenOtherUnitsAreCutOut() {
        Network network = new Network(
                new Shape(1, 2, 2),
                List.of(
                        new Node("a", new Layer.Dense(3, Activation.RELU, true), List.of(Network.INPUT)),
                        new Node("b", new Layer.Dense(2, Activation.RELU, true), List.of(Network.INPUT)),
                        new Node("both", new Layer.Merge(), List.of("a", "b")),
                        new Node("out", OUTPUT, List.of("both"))),
                Form.GRAPH);
        long second = 1L << 40;
        assertThat(network.valueNumbers("both", Map.of("a", List.of(0, 1, 2), "b", List.of(0, 1))))
                .containsExactly(0, 1, 2, second, second + 1);
        assertThat(network.withUnits(Map.of("a", 2, "b", 1))
                        .valueNumbers("both", Map.of("a", List.of(0, 2), "b", List.of(1))))
                .containsExactly(0, 2, second + 1);
    }

    @Test
    void aUnitOwnsTheNumbersOfItsPositions() {
        Network cut = chain(
                new Shape(1, 2, 2),
                new Layer.Convolution(2, 1, 1, 1, 0, 1, false, Activation.RELU, true),
                new Layer.Flatten(),
                new Layer.Dropout(0.5),
                OUTPUT);
        assertThat(cut.valueNumbers("n2", Map.of("n0", List.of(1, 3)))).containsExactly(4, 5, 6, 7, 12, 13, 14, 15);
    }

    @Test
    void withUnitsResizesOnlyWhatIsNamed() {
        Network network = Networks.mlp(Shape.flat(64), List.of(256, 256), Activation.RELU, 0, 10);
        assertThat(network.withUnits(Map.of("dense1", 144)).layout().trainable())
                .isEqualTo(65 * 144 + 145 * 256 + 2570);
        assertThat(network.withUnits(Map.of())).isEqualTo(network);
    }

    @Test
    void withUnitsRefusesUnknownGroupsAndNoUnits() {
        Network network = Networks.mlp(Shape.flat(4), List.of(3), Activation.RELU, 0, 2);
        assertThatThrownBy(() -> network.withUnits(Map.of("output", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No groups [output]; groups are [dense1]");
        assertThatThrownBy(() -> network.withUnits(Map.of("dense1", 0)))
                .hasMessage("Units of a dense layer must be at least 1: 0");
    }

    @Test
    void unknownNodeIsNamed() {
        assertThatThrownBy(() -> lenet().shape("dense9"))
                .hasMessage("No node dense9; nodes are [conv1, pool1, conv2, pool2, dense1, output]");
    }

    @Test
    void maskedUnitsStayAsleepUnlessAnActivationOrLayerNormWakesThem() {
        assertThat(lenet().wakesMaskedUnits()).isFalse();
        assertThat(Networks.mlp(Shape.flat(4), List.of(3), Activation.SIGMOID, 0, 2)
                        .wakesMaskedUnits())
                .isTrue();
        assertThat(chain(
                                new Shape(1, 5, 1),
                                new Layer.Embedding(7, 4),
                                new Layer.LayerNormalization(1e-5),
                                new Layer.Lstm(3, true),
                                OUTPUT)
                        .wakesMaskedUnits())
                .isTrue();
        assertThat(chain(new Shape(1, 5, 1), new Layer.Embedding(7, 4), new Layer.Lstm(3, true), OUTPUT)
                        .wakesMaskedUnits())
                .isFalse();
        // The output's softmax and a sigmoid on input features concern no removable unit.
        assertThat(chain(Shape.flat(4), new Layer.Activate(Activation.SIGMOID), OUTPUT)
                        .wakesMaskedUnits())
                .isFalse();
    }

    @Test
    void wiringMistakesAreNamed() {
        Node dense = new Node("a", new Layer.Dense(3, Activation.RELU, true), List.of(Network.INPUT));
        Node end = new Node("end", OUTPUT, List.of("a"));
        assertRefused("The last node of a network must be an output", Form.GRAPH);
        assertRefused("The last node of a network must be an output", Form.GRAPH, dense);
        assertRefused("Names of nodes must be unique: a", Form.GRAPH, dense, dense, end);
        assertRefused("Inputs of node end must be earlier nodes or \"input\": a", Form.GRAPH, end);
        assertRefused("Node b must have an input", Form.GRAPH, new Node("b", new Layer.Flatten(), List.of()), end);
        Node other = new Node("b", new Layer.Dense(3, Activation.RELU, true), List.of(Network.INPUT));
        assertRefused("In a sequence the input of node b must be [a]: [input]", Form.SEQUENCE, dense, other, end);
        assertRefused("Every node but the last must be read by another: b", Form.GRAPH, dense, other, end);
        Node early = new Node("early", OUTPUT, List.of(Network.INPUT));
        assertRefused(
                "Only the last node may be an output: early",
                Form.GRAPH,
                early,
                new Node("end", OUTPUT, List.of("early")));
        assertThatThrownBy(() -> new Node("input", OUTPUT, List.of("a")))
                .hasMessage("Name of a node must not be blank or \"input\": \"input\"");
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        Node a = new Node("a", new Layer.Dense(3, Activation.RELU, true), List.of(Network.INPUT));
        Node b = new Node("b", new Layer.Dense(4, Activation.RELU, true), List.of(Network.INPUT));
        Node sum = new Node("sum", new Layer.Add(Activation.IDENTITY), List.of("a", "b"));
        Node end = new Node("end", OUTPUT, List.of("sum"));
        assertRefused(
                "Node sum: Inputs of a sum must have equal shapes: Shape[channels=3, height=1, width=1] and"
                        + " Shape[channels=4, height=1, width=1]",
                Form.GRAPH,
                a,
                b,
                sum,
                end);
        assertRefused(
                "Node sum: Layer takes at least 2 inputs: 1",
                Form.GRAPH,
                a,
                new Node("sum", new Layer.Merge(), List.of("a")),
                end);
        assertRefused(
                "Node end: Layer takes 1 input: 2",
                Form.GRAPH,
                a,
                new Node("end", OUTPUT, List.of("a", Network.INPUT)));
        assertThatThrownBy(() -> chain(new Shape(1, 5, 2), new Layer.Lstm(3, true), OUTPUT))
                .hasMessage("Node n0: Input of an LSTM must be a sequence, of width 1: Shape[channels=1, height=5,"
                        + " width=2]");
        assertThatThrownBy(() -> chain(new Shape(2, 5, 1), new Layer.Embedding(7, 3), OUTPUT))
                .hasMessage("Node n0: Input of an embedding must be 1 id per element: Shape[channels=2, height=5,"
                        + " width=1]");
        assertThatThrownBy(() -> chain(new Shape(1, 5, 1), new Layer.Embedding(7, 3), OUTPUT))
                .hasMessageStartingWith(
                        "Node n1: Output of a sequence needs a pooling or the last element only before it: ");
        assertThatThrownBy(() -> new Network(
                        new Shape(1, 6, 6),
                        List.of(
                                new Node("c", convolution(3, 1, 0, 1, false), List.of(Network.INPUT)),
                                new Node("m", new Layer.Merge(), List.of("c", Network.INPUT)),
                                new Node("end", OUTPUT, List.of("m"))),
                        Form.GRAPH))
                .hasMessageStartingWith("Node m: Inputs of a merge must have equal positions: ");
    }

    @Test
    void layersRefuseSizesOutOfRange() {
        assertThatThrownBy(() -> new Layer.Dropout(1)).hasMessage("Dropout rate must be in [0, 1): 1.0");
        assertThatThrownBy(() -> new Layer.Lstm(0, true)).hasMessage("Units of an LSTM must be at least 1: 0");
        assertThatThrownBy(() -> new Layer.LayerNormalization(0))
                .hasMessage("Epsilon of a normalisation must be above 0: 0.0");
        assertThatThrownBy(() -> new Layer.BatchNormalization(1e-5, 1.1, Activation.RELU))
                .hasMessage("Decay of a batch normalisation must be in [0, 1]: 1.1");
    }

    @Test
    void lenetRefusesSmallImagesAndOtherWidths() {
        assertThat(Networks.lenet(new Shape(1, 16, 16), List.of(2, 3, 4), Activation.RELU, 2)
                        .shape("pool2"))
                .isEqualTo(new Shape(3, 1, 1));
        assertThatThrownBy(() -> Networks.lenet(new Shape(1, 8, 8), List.of(20, 50, 500), Activation.RELU, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LeNet needs images of at least 16 x 16: 8 x 8");
        assertThatThrownBy(() -> Networks.lenet(new Shape(1, 28, 28), List.of(20, 50), Activation.RELU, 10))
                .hasMessage("LeNet takes 3 widths (channels, channels, dense units): [20, 50]");
    }

    private static void assertRefused(String message, Form form, Node... nodes) {
        assertThatThrownBy(() -> new Network(Shape.flat(2), List.of(nodes), form))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Shape after(Shape input, Layer layer) {
        return chain(input, layer, OUTPUT).shape("n0");
    }

    private static Layer convolution(int kernel, int stride, int padding, int dilation, boolean same) {
        return new Layer.Convolution(4, kernel, kernel, stride, padding, dilation, same, Activation.RELU, true);
    }

    private static Layer normalization() {
        return new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY);
    }

    private static Network lenet() {
        return Networks.lenet(new Shape(1, 28, 28), List.of(20, 50, 500), Activation.RELU, 10);
    }

    static Network chain(Shape input, Layer... layers) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            nodes.add(new Node("n" + i, layers[i], List.of(i == 0 ? Network.INPUT : "n" + (i - 1))));
        }
        return new Network(input, nodes, Form.SEQUENCE);
    }
}
