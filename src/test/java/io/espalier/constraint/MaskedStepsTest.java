package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.testing.DoubleForward;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskedStepsTest {
    @Test
    void activationsThatAreZeroAtZeroNeedNoMasking() {
        assertThat(MaskedSteps.needsMasking(perceptron(Activation.RELU))).isFalse();
        assertThat(MaskedSteps.needsMasking(perceptron(Activation.TANH))).isFalse();
        assertThat(MaskedSteps.needsMasking(perceptron(Activation.SIGMOID))).isTrue();
        assertThat(MaskedSteps.needsMasking(perceptron(Activation.HARD_SIGMOID)))
                .isTrue();
    }

    @Test
    void withoutNeedNoMaskedWeightHasAGradient() {
        int tested = 0;
        for (long seed = 1; seed <= 60; seed++) {
            RandomNetworks random = new RandomNetworks(seed);
            Network network = seed % 2 == 0 ? random.image() : random.sequence();
            if (!MaskedSteps.needsMasking(network)) {
                assertNoMaskedWeightActs(random, network);
                tested++;
            }
        }
        assertThat(tested).isGreaterThanOrEqualTo(10);
    }

    @Test
    void withNeedAMaskedWeightActs() {
        // A masked sigmoid unit gives 0.5, so its outgoing weights have a gradient.
        Network network = perceptron(Activation.SIGMOID);
        float[] weights = new float[network.layout().length()];
        double[][] input = {{1}, {2}};
        double[] masked = DoubleForward.outputs(network, weights, input);
        weights[network.layout().tensors().get(2).offset()] = 0.5f;
        assertThat(DoubleForward.outputs(network, weights, input)[0]).isNotCloseTo(masked[0], within(0.01));
    }

    /** One masked weight alone moves nothing: either its unit reads nothing from it or nobody reads its unit. */
    private static void assertNoMaskedWeightActs(RandomNetworks random, Network network) {
        Compaction compaction = Compaction.of(network, random.kept(network));
        float[] marked = new float[network.layout().length()];
        Arrays.fill(marked, 1);
        compaction.project(marked);
        float[] weights = random.weights(network);
        compaction.project(weights);
        double[][] input = random.input(network);
        double[] outputs = DoubleForward.outputs(network, weights, input);
        int[] masked =
                IntStream.range(0, marked.length).filter(i -> marked[i] == 0).toArray();
        for (int i = 0; i < masked.length; i += 1 + masked.length / 20) {
            float[] woken = weights.clone();
            woken[masked[i]] = 0.5f;
            assertThat(DoubleForward.outputs(network, woken, input)).containsExactly(outputs, within(1e-12));
        }
    }

    private static Network perceptron(Activation activation) {
        return Networks.mlp(Shape.flat(2), List.of(3), activation, 0, 2);
    }
}
