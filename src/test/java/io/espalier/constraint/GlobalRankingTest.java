package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GlobalRankingTest {
    private static final Network SMALL = Networks.mlp(Shape.flat(1), List.of(4, 4), Activation.RELU, 0, 1);

    @Test
    void leastImportantUnitsOfAllGroupsGoFirst() {
        // Parameters with widths a, b: 2a + (a + 1) b + (b + 1); 33 with 4, 4.
        List<double[]> importances = List.of(new double[] {9, 8, 7, 6}, new double[] {1, 2, 3, 10});
        // 4, 1 leaves 15, 4, 2 leaves 21, 4, 3 leaves 27: each is met exactly by 1 - left / 33.
        assertThat(rank(importances, 1 - 15 / 33.0).units()).isEqualTo(kept(List.of(0, 1, 2, 3), List.of(3)));
        assertThat(rank(importances, 1 - 21 / 33.0).units()).isEqualTo(kept(List.of(0, 1, 2, 3), List.of(2, 3)));
    }

    @Test
    void everyGroupKeepsItsBest() {
        List<double[]> importances = List.of(new double[] {9, 8, 7, 6}, new double[] {1, 2, 0, 0});
        // 1, 1 leaves 6 of 33.
        assertThat(rank(importances, 1 - 6 / 33.0).units()).isEqualTo(kept(List.of(0), List.of(1)));
    }

    @Test
    void ofEqualUnitsTheLaterGroupsHighestIndexGoesFirst() {
        List<double[]> importances = List.of(new double[4], new double[4]);
        assertThat(rank(importances, 1 - 21 / 33.0).units()).isEqualTo(kept(List.of(0, 1, 2, 3), List.of(0, 1)));
    }

    @Test
    void nothingToRemoveKeepsAll() {
        assertThat(rank(List.of(new double[4], new double[4]), 0)).isEqualTo(KeptUnits.all(SMALL));
    }

    @Test
    void importancesMustFit() {
        assertThatThrownBy(() -> rank(List.of(new double[4], new double[3]), 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Importances must have one value a unit [4, 4]: [4, 3]");
    }

    @Test
    void boundGroupsKeepTheirNumberOfBestUnits() {
        ConstraintConfig half = new ConstraintConfig(
                Optional.empty(),
                Optional.of(new BigDecimal("0.5")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1);
        List<double[]> importances = List.of(new double[] {1, 5, 2, 5}, new double[] {9, 8, 7, 6});
        assertThat(ConstraintResolver.rank(SMALL, half, importances).units())
                .isEqualTo(kept(List.of(1, 3), List.of(0, 1)));
    }

    @Test
    void comesAsNearAsOneUnitAllows() {
        Network network = Networks.mlp(Shape.flat(20), List.of(30, 40), Activation.RELU, 0, 5);
        double[] first = new double[30];
        double[] second = new double[40];
        Arrays.setAll(first, i -> i * 7 % 30);
        Arrays.setAll(second, i -> i * 11 % 40);
        for (String reduction : List.of("0.1", "0.33", "0.5", "0.9")) {
            ConstraintConfig config = ConstraintConfig.reduction(new BigDecimal(reduction));
            KeptUnits kept = ConstraintResolver.rank(network, config, List.of(first, second));
            double removed = ResolvedConstraint.of(network, kept.counts()).removedFraction();
            // A unit carries at most 21 + 40 of the 2,075 parameters.
            assertThat(Math.abs(removed - Double.parseDouble(reduction))).isLessThan(61.0 / 2075);
        }
    }

    private static KeptUnits rank(List<double[]> importances, double reduction) {
        return ConstraintResolver.rank(SMALL, ConstraintConfig.reduction(BigDecimal.valueOf(reduction)), importances);
    }

    private static Map<String, List<Integer>> kept(List<Integer> first, List<Integer> second) {
        return Map.of("dense1", first, "dense2", second);
    }
}
