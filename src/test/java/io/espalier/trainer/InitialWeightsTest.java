package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialWeightsTest {
    @ParameterizedTest
    @CsvSource({"RELU, 0.01", "SWISH, 0.01", "TANH, 0.004", "SIGMOID, 0.004", "IDENTITY, 0.004"})
    void varianceOfDenseWeightsFollowsTheActivation(Activation activation, double variance) {
        // He: 2 / 200 before rectifiers; Glorot: 2 / (200 + 300) else.
        Network network = Networks.mlp(Shape.flat(200), List.of(300), activation, 0, 3);
        assertMoments(network, "dense1", variance);
    }

    @Test
    void varianceOfKernelsCountsTheirPositions() {
        Network network = Networks.lenet(new Shape(1, 16, 16), List.of(20, 50, 30), Activation.RELU, 3);
        assertMoments(network, "conv2", 2.0 / (20 * 25));
        Network tanh = Networks.lenet(new Shape(1, 16, 16), List.of(20, 50, 30), Activation.TANH, 3);
        assertMoments(tanh, "conv2", 2.0 / (20 * 25 + 50 * 25));
    }

    @Test
    void varianceOfOutputWeightsIsGlorots() {
        Network network = Networks.mlp(Shape.flat(4), List.of(2000), Activation.RELU, 0, 10);
        assertMoments(network, "output", 2.0 / (2000 + 10));
    }

    /** Sample mean and variance within five deviations of their own distributions. */
    private static void assertMoments(Network network, String layer, double variance) {
        Tensor tensor = tensor(network, layer, "W");
        float[] weights = InitialWeights.of(network, 1);
        int n = tensor.length();
        double sum = 0;
        double squares = 0;
        for (int i = tensor.offset(); i < tensor.end(); i++) {
            sum += weights[i];
            squares += (double) weights[i] * weights[i];
        }
        assertThat(sum / n).isCloseTo(0, within(5 * Math.sqrt(variance / n)));
        assertThat(squares / n).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / n)));
    }

    @Test
    void biasesAreZeroAndNormalisationsStartAsIdentity() {
        Network network = new Network(
                Shape.flat(5),
                List.of(
                        new Node("dense", new Layer.Dense(6, Activation.RELU, true), List.of(Network.INPUT)),
                        new Node("norm", new Layer.BatchNormalization(1e-5, 0.9, Activation.RELU), List.of("dense")),
                        new Node(
                                "output",
                                new Layer.Output(3, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY),
                                List.of("norm"))),
                Network.Form.SEQUENCE);
        float[] weights = InitialWeights.of(network, 1);
        assertAll(network, weights, "dense", "b", 0);
        assertAll(network, weights, "output", "b", 0);
        assertAll(network, weights, "norm", "gamma", 1);
        assertAll(network, weights, "norm", "beta", 0);
        assertAll(network, weights, "norm", "mean", 0);
        assertAll(network, weights, "norm", "var", 1);
    }

    private static void assertAll(Network network, float[] weights, String layer, String name, float value) {
        Tensor tensor = tensor(network, layer, name);
        for (int i = tensor.offset(); i < tensor.end(); i++) {
            assertThat(weights[i]).as("%s/%s", layer, name).isEqualTo(value);
        }
    }

    @Test
    void weightsDependOnNetworkAndSeedAlone() {
        Network network = Networks.mlp(Shape.flat(8), List.of(16, 12), Activation.RELU, 0, 3);
        float[] weights = InitialWeights.of(network, 1);
        assertThat(InitialWeights.of(network, 1)).isEqualTo(weights);
        assertThat(InitialWeights.of(network, 2)).isNotEqualTo(weights);
    }

    @Test
    void layersDrawApart() {
        Network network = Networks.mlp(Shape.flat(10), List.of(10, 10), Activation.RELU, 0, 3);
        float[] weights = InitialWeights.of(network, 1);
        Tensor first = tensor(network, "dense1", "W");
        Tensor second = tensor(network, "dense2", "W");
        assertThat(java.util.Arrays.copyOfRange(weights, first.offset(), first.end()))
                .isNotEqualTo(java.util.Arrays.copyOfRange(weights, second.offset(), second.end()));
    }

    private static Tensor tensor(Network network, String layer, String name) {
        return network.layout().tensors().stream()
                .filter(tensor -> tensor.layer().equals(layer) && tensor.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
