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
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Expected widths are the worked examples of the method; counts are (inputs + 1) x units per layer, by hand. */
class ConstraintResolverTest {
    private static final Network DIGITS = Networks.mlp(Shape.flat(64), List.of(256, 256), Activation.RELU, 0, 10);
    private static final Network MNIST = Networks.mlp(Shape.flat(784), List.of(512, 512), Activation.RELU, 0, 10);
    private static final Network LENET =
            Networks.lenet(new Shape(1, 28, 28), List.of(20, 50, 500), Activation.RELU, 10);

    @Test
    void digitsAt64PercentKeeps144And136() {
        ResolvedConstraint resolved = resolve(DIGITS, reduction("0.64"), true);
        assertThat(resolved.units()).containsExactly(Map.entry("dense1", 144), Map.entry("dense2", 136));
        assertThat(resolved.parametersBefore()).isEqualTo(85_002);
        assertThat(resolved.parametersAfter()).isEqualTo(30_450);
        assertThat(resolved.removedFraction()).isCloseTo(0.6418, within(5e-5));
    }

    @Test
    void digitsWithoutRoundingKeepsTheCommonWidth141() {
        assertThat(resolve(DIGITS, reduction("0.64"), false).units().values()).containsExactly(141, 141);
    }

    @Test
    void mnistAt64PercentKeeps232And240() {
        ResolvedConstraint resolved = resolve(MNIST, reduction("0.64"), true);
        assertThat(resolved.units().values()).containsExactly(232, 240);
        assertThat(resolved.removedFraction()).isCloseTo(0.6410, within(5e-5));
    }

    @Test
    void lenetFallsBackToUnroundedWidths() {
        ResolvedConstraint resolved = resolve(LENET, reduction("0.64"), true);
        assertThat(resolved.units().values()).containsExactly(12, 30, 297);
        assertThat(resolved.removedFraction()).isCloseTo(0.6400, within(5e-5));
        // Multiply-adds alone: 1 - 894,330 / 2,293,000 = 61.0 %; bias, activation and pooling are 1 % of the operations
        // and shrink less.
        assertThat(resolved.removedFlopsFraction()).isCloseTo(0.610, within(5e-3));
    }

    @Test
    void givenFactorBindsItsGroupsAndLeavesTheRest() {
        ConstraintConfig config = new ConstraintConfig(
                Optional.empty(),
                Optional.of(new BigDecimal("0.6")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1);
        assertThat(resolve(DIGITS, config, true).units().values()).containsExactly(153, 153);
    }

    @Test
    void intensityFollowsTheTable() {
        Network wide = Networks.mlp(Shape.flat(8), List.of(512), Activation.RELU, 0, 2);
        assertThat(resolve(wide, ConstraintConfig.intensity(new BigDecimal("0.3")), false)
                        .units()
                        .values())
                .containsExactly(435);
        assertThat(resolve(wide, ConstraintConfig.intensity(new BigDecimal("0.5")), false)
                        .units()
                        .values())
                .containsExactly(384);
        assertThat(resolve(wide, ConstraintConfig.intensity(new BigDecimal("0.7")), false)
                        .units()
                        .values())
                .containsExactly(332);
    }

    @Test
    void widthsOfAnIntensityAreRoundedToo() {
        Network wide = Networks.mlp(Shape.flat(8), List.of(1024), Activation.RELU, 0, 2);
        // floor(1024 x 0.85) = 870; 872 is 0.2 % of the parameters away, 864 is 0.6 %.
        assertThat(resolve(wide, ConstraintConfig.intensity(new BigDecimal("0.3")), true)
                        .units()
                        .values())
                .containsExactly(872);
    }

    @Test
    void headsFollowTheTable() {
        for (String[] row : new String[][] {{"0.3", "6"}, {"0.5", "5"}, {"0.7", "4"}}) {
            ResolvedConstraint resolved =
                    resolve(transformer(), ConstraintConfig.intensity(new BigDecimal(row[0])), true);
            assertThat(resolved.units()).containsEntry("attention", Integer.parseInt(row[1]));
        }
    }

    @Test
    void feedForwardFollowsTheTable() {
        for (String[] row : new String[][] {{"0.3", "1617"}, {"0.5", "1331"}, {"0.7", "1044"}}) {
            ResolvedConstraint resolved =
                    resolve(transformer(), ConstraintConfig.intensity(new BigDecimal(row[0])), false);
            assertThat(resolved.units()).containsEntry("feedforward", Integer.parseInt(row[1]));
        }
    }

    @Test
    void unreachableReductionNamesTheRange() {
        // 1 unit a layer leaves 65 + 2 + 20 = 87 of 85,002 parameters.
        assertThatThrownBy(() -> resolve(DIGITS, reduction("0.9999"), true))
                .isInstanceOf(UnreachableTargetException.class)
                .hasMessage("parameter_reduction must be in [0.0000, 0.9989] for this network: 0.9999");
    }

    @Test
    void nothingToRemoveKeepsEverything() {
        assertThat(resolve(DIGITS, reduction("0"), true).units().values()).containsExactly(256, 256);
    }

    private static ResolvedConstraint resolve(Network network, ConstraintConfig config, boolean rounding) {
        return ConstraintResolver.resolve(network, config, Ranking.PER_GROUP, rounding);
    }

    private static ConstraintConfig reduction(String fraction) {
        return ConstraintConfig.reduction(new BigDecimal(fraction));
    }

    private static Network transformer() {
        return new Network(
                new Shape(1, 4, 1),
                List.of(
                        new Node("embedding", new Layer.Embedding(11, 16), List.of(Network.INPUT)),
                        new Node("attention", new Layer.SelfAttention(8, 2), List.of("embedding")),
                        new Node("sum1", new Layer.Add(Activation.IDENTITY), List.of("embedding", "attention")),
                        new Node("feedforward", new Layer.Dense(2048, Activation.GELU, true), List.of("sum1")),
                        new Node("back", new Layer.Dense(16, Activation.IDENTITY, true), List.of("feedforward")),
                        new Node("sum2", new Layer.Add(Activation.IDENTITY), List.of("sum1", "back")),
                        new Node("mean", new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), List.of("sum2")),
                        new Node(
                                "output",
                                new Layer.Output(2, Activation.SOFTMAX, Layer.Loss.CROSS_ENTROPY),
                                List.of("mean"))),
                Network.Form.GRAPH);
    }

    @Test
    void kindsOfGroupsInATransformer() {
        assertThat(transformer().groups())
                .extracting(Group::name)
                .containsExactly("embedding", "attention", "feedforward");
        assertThat(transformer().groups())
                .extracting(Group::kind)
                .containsExactly(Group.Kind.WIDTH, Group.Kind.HEAD, Group.Kind.FEED_FORWARD);
    }
}
