package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.network.Activation;
import io.espalier.network.Group;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitImportanceTest {
    /** 2 inputs, 3 hidden, 2 outputs: W1 0-5 by column, b1 6-8, the rest does not produce hidden units. */
    private static final Network SMALL = Networks.mlp(Shape.flat(2), List.of(3), Activation.RELU, 0, 2);

    private static final float[] WEIGHTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 99, 99, 99, 99, 99, 99, 99, 99};
    private static final float[] GRADIENT = {1, -1, 0, 2, 0.5f, 0, 1, -1, 0, 99, 99, 99, 99, 99, 99, 99, 99};

    @Test
    void taylorSquaresTheSumOverWeightsAndBias() {
        List<double[]> into = UnitImportance.zeros(SMALL);
        TaylorImportance.add(SMALL.groups(), SMALL.layout(), GRADIENT, WEIGHTS, into);
        // 1 - 2 + 7 = 6; 8 - 8 = 0; 2.5
        assertThat(into.get(0)).containsExactly(36, 0, 6.25);
    }

    @Test
    void taylorAddsUpOverBatches() {
        List<double[]> into = UnitImportance.zeros(SMALL);
        TaylorImportance.add(SMALL.groups(), SMALL.layout(), GRADIENT, WEIGHTS, into);
        TaylorImportance.add(SMALL.groups(), SMALL.layout(), GRADIENT, WEIGHTS, into);
        assertThat(into.get(0)).containsExactly(72, 0, 12.5);
    }

    @Test
    void taylorRefusesArraysOfOtherSizes() {
        assertThatThrownBy(() -> TaylorImportance.add(
                        SMALL.groups(), SMALL.layout(), new float[3], WEIGHTS, UnitImportance.zeros(SMALL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Gradient and weights must have 17 values: 3 and 17");
        assertThatThrownBy(() ->
                        TaylorImportance.add(SMALL.groups(), SMALL.layout(), GRADIENT, WEIGHTS, List.of(new double[2])))
                .hasMessage("Importances must have one value a unit [3]: [2]");
    }

    @Test
    void taylorTakesGainAndOffsetButNoStatistics() {
        Network network = new Network(
                Shape.flat(1),
                List.of(
                        new Node("dense", new Layer.Dense(2, Activation.IDENTITY, false), List.of(Network.INPUT)),
                        new Node("norm", new Layer.BatchNormalization(1e-5, 0.9, Activation.RELU), List.of("dense")),
                        new Node(
                                "output",
                                new Layer.Output(1, Activation.SIGMOID, Layer.Loss.BINARY_CROSS_ENTROPY),
                                List.of("norm"))),
                Network.Form.SEQUENCE);
        // W 0-1, gamma 2-3, beta 4-5, mean 6-7, var 8-9, output 10-12
        float[] ones = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        float[] gradient = {1, 2, 3, 4, 5, 6, 100, 100, 100, 100, 100, 100, 100};
        List<double[]> into = UnitImportance.zeros(network);
        TaylorImportance.add(network.groups(), network.layout(), gradient, ones, into);
        assertThat(into.get(0)).containsExactly(81, 144);
    }

    @Test
    void taylorIsTheSquaredChangeOfALinearLoss() {
        // Loss = sum c w over the producing values: removing a unit changes it by exactly the sum of its g w, since g =
        // c.
        List<double[]> into = UnitImportance.zeros(SMALL);
        TaylorImportance.add(SMALL.groups(), SMALL.layout(), GRADIENT, WEIGHTS, into);
        for (int unit = 0; unit < 3; unit++) {
            float[] masked = WEIGHTS.clone();
            masked[2 * unit] = 0;
            masked[2 * unit + 1] = 0;
            masked[6 + unit] = 0;
            double change = loss(WEIGHTS) - loss(masked);
            assertThat(into.get(0)[unit]).isCloseTo(change * change, within(1e-9));
        }
    }

    @Test
    void l2IsTheLengthOfTheProducingValues() {
        assertThat(UnitImportance.l2(SMALL, WEIGHTS).get(0))
                .containsExactly(
                        new double[] {Math.sqrt(1 + 4 + 49), Math.sqrt(9 + 16 + 64), Math.sqrt(25 + 36 + 81)},
                        within(1e-12));
    }

    @Test
    void channelsOfAConvolutionAreProducedByTheirKernels() {
        Network network = new Network(
                new Shape(1, 2, 2),
                List.of(
                        new Node(
                                "conv",
                                new Layer.Convolution(2, 2, 2, 1, 0, 1, false, Activation.RELU, true),
                                List.of(Network.INPUT)),
                        new Node(
                                "output",
                                new Layer.Output(1, Activation.SIGMOID, Layer.Loss.BINARY_CROSS_ENTROPY),
                                List.of("conv"))),
                Network.Form.SEQUENCE);
        // b 0-1, W 2-5 of channel 0, 6-9 of channel 1
        float[] weights = {1, 2, 1, 1, 1, 1, 2, 2, 2, 2, 50, 50, 50};
        assertThat(UnitImportance.l2(network, weights).get(0))
                .containsExactly(new double[] {Math.sqrt(5), Math.sqrt(20)}, within(1e-12));
    }

    @Test
    void randomIsTheSameForTheSameSeed() {
        assertThat(UnitImportance.random(SMALL, 1).get(0))
                .isEqualTo(UnitImportance.random(SMALL, 1).get(0));
        assertThat(UnitImportance.random(SMALL, 1).get(0))
                .isNotEqualTo(UnitImportance.random(SMALL, 2).get(0));
        assertThat(UnitImportance.random(SMALL, 1).get(0)).hasSize(3);
    }

    @Test
    void maskedUnitKeepsItsLastValue() {
        List<Group> groups = SMALL.groups();
        List<List<double[]>> history = ImportanceHistory.append(groups, List.of(), scores(1, 2, 3), kept(0, 1, 2));
        history = ImportanceHistory.append(groups, history, scores(4, 0, 6), kept(0, 2));
        assertThat(history.get(0).get(0)).containsExactly(1, 2, 3);
        assertThat(history.get(1).get(0)).containsExactly(4, 2, 6);
        assertThat(ImportanceHistory.mean(groups, history).get(0)).containsExactly(2.5, 2, 4.5);
    }

    @Test
    void unitMaskedFromTheStartHasNoImportance() {
        assertThat(ImportanceHistory.append(SMALL.groups(), List.of(), scores(1, 2, 3), kept(0, 2))
                        .get(0)
                        .get(0))
                .containsExactly(1, 0, 3);
    }

    @Test
    void historyRemembersFiveRounds() {
        List<List<double[]>> history = List.of();
        for (int round = 1; round <= 7; round++) {
            history = ImportanceHistory.append(SMALL.groups(), history, scores(round, 0, 0), kept(0, 1, 2));
        }
        assertThat(history).extracting(round -> round.get(0)[0]).containsExactly(3.0, 4.0, 5.0, 6.0, 7.0);
    }

    @Test
    void historyIsCutWithTheNetwork() {
        List<List<double[]>> history = List.of(scores(1, 2, 3), scores(4, 5, 6));
        assertThat(ImportanceHistory.cut(SMALL.groups(), history, kept(0, 2)))
                .extracting(round -> round.get(0))
                .containsExactly(new double[] {1, 3}, new double[] {4, 6});
    }

    private static double loss(float[] weights) {
        double loss = 0;
        for (int i = 0; i < 9; i++) {
            loss += GRADIENT[i] * weights[i];
        }
        return loss;
    }

    private static List<double[]> scores(double... values) {
        return List.of(values);
    }

    private static KeptUnits kept(Integer... units) {
        return new KeptUnits(Map.of("dense1", List.of(units)));
    }
}
