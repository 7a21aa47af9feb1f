package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.testing.DoubleForward;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactionTest {
    /** 2 inputs, 3 hidden, 2 outputs: W1 0-5 by column, b1 6-8, W2 9-14 by column, b2 15-16. */
    private static final Network SMALL = Networks.mlp(Shape.flat(2), List.of(3), Activation.RELU, 0, 2);

    private static final KeptUnits WITHOUT_THE_MIDDLE = new KeptUnits(Map.of("dense1", List.of(0, 2)));

    @Test
    void applyGathersColumnsAndRowsOfKeptUnits() {
        Compaction compaction = Compaction.of(SMALL, WITHOUT_THE_MIDDLE);
        assertThat(compaction.apply(counting(17))).containsExactly(0, 1, 4, 5, 6, 8, 9, 11, 12, 14, 15, 16);
        assertThat(compaction.network()).isEqualTo(Networks.mlp(Shape.flat(2), List.of(2), Activation.RELU, 0, 2));
        assertThat(compaction.activeParameters()).isEqualTo(12);
    }

    @Test
    void projectZeroesTheRest() {
        float[] values = counting(17);
        Compaction.of(SMALL, WITHOUT_THE_MIDDLE).project(values);
        assertThat(values).containsExactly(0, 1, 0, 0, 4, 5, 6, 0, 8, 9, 0, 11, 12, 0, 14, 15, 16);
    }

    @Test
    void copyActiveLeavesMaskedPositions() {
        float[] stored = counting(17);
        Compaction.of(SMALL, WITHOUT_THE_MIDDLE).copyActive(new float[17], stored);
        assertThat(stored).containsExactly(0, 0, 2, 3, 0, 0, 0, 7, 0, 0, 10, 0, 0, 13, 0, 0, 0);
    }

    @Test
    void copyMaskedLeavesActivePositions() {
        float[] trained = new float[17];
        Compaction.of(SMALL, WITHOUT_THE_MIDDLE).copyMasked(counting(17), trained);
        assertThat(trained).containsExactly(0, 0, 2, 3, 0, 0, 0, 7, 0, 0, 10, 0, 0, 13, 0, 0, 0);
    }

    @Test
    void keepingAllChangesNothing() {
        Compaction compaction = Compaction.of(SMALL, KeptUnits.all(SMALL));
        float[] values = counting(17);
        compaction.project(values);
        assertThat(values).isEqualTo(counting(17));
        assertThat(compaction.apply(values)).isEqualTo(values);
        assertThat(compaction.network()).isEqualTo(SMALL);
    }

    @Test
    void runningStatisticsAreCutButNotZeroed() {
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
        Compaction compaction = Compaction.of(network, new KeptUnits(Map.of("dense", List.of(1))));
        float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
        assertThat(compaction.apply(values)).containsExactly(2, 4, 6, 8, 10, 12, 13);
        compaction.project(values);
        assertThat(values).containsExactly(0, 2, 0, 4, 0, 6, 7, 8, 9, 10, 0, 12, 13);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void compactedComputesWhatMaskedComputes(long seed) {
        RandomNetworks random = new RandomNetworks(seed);
        assertSameOutputs(random, random.image());
        RandomNetworks other = new RandomNetworks(seed);
        assertSameOutputs(other, other.sequence());
    }

    private static void assertSameOutputs(RandomNetworks random, Network network) {
        float[] weights = random.weights(network);
        Compaction compaction = Compaction.of(network, random.kept(network));
        float[] small = compaction.apply(weights);
        compaction.project(weights);
        for (int example = 0; example < 3; example++) {
            double[][] input = random.input(network);
            double[] masked = DoubleForward.outputs(network, weights, input);
            double[] compacted = DoubleForward.outputs(compaction.network(), small, input);
            for (int i = 0; i < masked.length; i++) {
                assertThat(compacted[i]).isCloseTo(masked[i], within(1e-10));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
    void compactingTwiceIsCompactingToTheIntersection(long seed) {
        RandomNetworks random = new RandomNetworks(seed);
        Network network = random.image();
        float[] weights = random.weights(network);
        KeptUnits firstKept = random.kept(network);
        Compaction first = Compaction.of(network, firstKept);
        KeptUnits second = random.kept(first.network());
        Compaction twice = Compaction.of(first.network(), second);
        Compaction once = Compaction.of(network, composed(firstKept, second));
        assertThat(once.network()).isEqualTo(twice.network());
        assertThat(once.apply(weights)).isEqualTo(twice.apply(first.apply(weights)));
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43})
    void projectionIsIdempotentAndLosesNothingThatIsApplied(long seed) {
        RandomNetworks random = new RandomNetworks(seed);
        Network network = random.image();
        float[] weights = random.weights(network);
        Compaction compaction = Compaction.of(network, random.kept(network));
        float[] projected = weights.clone();
        compaction.project(projected);
        float[] again = projected.clone();
        compaction.project(again);
        assertThat(again).isEqualTo(projected);
        assertThat(compaction.apply(projected)).isEqualTo(compaction.apply(weights));
        float[] restored = weights.clone();
        compaction.copyActive(projected, restored);
        assertThat(restored).isEqualTo(weights);
    }

    @Test
    void refusesOtherLengthsGroupsAndUnits() {
        Compaction compaction = Compaction.of(SMALL, WITHOUT_THE_MIDDLE);
        assertThatThrownBy(() -> compaction.apply(new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Network has 17 values, the array 3");
        assertThatThrownBy(() -> compaction.project(new float[18])).hasMessage("Network has 17 values, the array 18");
        assertThatThrownBy(() -> compaction.copyActive(new float[17], new float[1]))
                .hasMessage("Network has 17 values, the array 1");
        assertThatThrownBy(() -> Compaction.of(SMALL, new KeptUnits(Map.of("other", List.of(0)))))
                .hasMessage("Kept units must name the groups [dense1]: [other]");
        assertThatThrownBy(() -> Compaction.of(SMALL, new KeptUnits(Map.of("dense1", List.of(0, 3)))))
                .hasMessage("Kept units of dense1 must be in [0, 3): [0, 3]");
    }

    @Test
    void keptUnitsRefuseEmptyAndUnorderedGroups() {
        assertThatThrownBy(() -> new KeptUnits(Map.of("a", List.of()))).hasMessage("A group keeps at least 1 unit: a");
        assertThatThrownBy(() -> new KeptUnits(Map.of("a", List.of(1, 1))))
                .hasMessage("Kept units must ascend: a [1, 1]");
        assertThatThrownBy(() -> WITHOUT_THE_MIDDLE.of("b")).hasMessage("No group b; groups are [dense1]");
    }

    private static KeptUnits composed(KeptUnits first, KeptUnits second) {
        Map<String, List<Integer>> composed = new LinkedHashMap<>();
        first.units()
                .forEach((group, units) -> composed.put(
                        group,
                        second.units().get(group).stream().map(units::get).toList()));
        return new KeptUnits(composed);
    }

    private static float[] counting(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i;
        }
        return values;
    }
}
