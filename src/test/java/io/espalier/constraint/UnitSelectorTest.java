package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.SplitMix64;
import io.espalier.constraint.UnitSelector.Choice;
import io.espalier.network.Activation;
import io.espalier.network.Group;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnitSelectorTest {
    @Test
    void shrinkingMasksTheLeastImportant() {
        Choice choice = select(List.of(0, 1, 2, 3), 2, 5, 1, 7, 3);
        assertThat(units(choice)).containsExactly(0, 2);
        assertThat(choice.changes()).isEqualTo(2);
    }

    @Test
    void growingBringsTheMostImportantMaskedBack() {
        Choice choice = select(List.of(1), 2, 2, 9, 3, 1);
        assertThat(units(choice)).containsExactly(1, 2);
        assertThat(choice.changes()).isEqualTo(1);
    }

    @Test
    void equalCountStaysWithoutAClearlyBetterUnit() {
        Choice choice = select(List.of(0, 1), 2, 10, 20, 10.9, 5);
        assertThat(units(choice)).containsExactly(0, 1);
        assertThat(choice.changes()).isZero();
    }

    @Test
    void unitTenPercentMoreImportantDisplaces() {
        Choice choice = select(List.of(0, 1), 2, 10, 20, 11.01, 5);
        assertThat(units(choice)).containsExactly(1, 2);
        assertThat(choice.changes()).isEqualTo(2);
    }

    @Test
    void severalUnitsDisplaceTheLeastImportantFirst() {
        assertThat(units(select(List.of(0, 1, 2), 3, 1, 2, 9, 10, 2.1, 3))).containsExactly(2, 3, 5);
        assertThat(units(select(List.of(0, 1, 2), 3, 3, 2, 9, 2.5, 3.2, 1))).containsExactly(0, 2, 4);
    }

    @Test
    void shrinkingStillLetsABetterMaskedUnitIn() {
        assertThat(units(select(List.of(0, 1, 2), 2, 5, 4, 3, 9))).containsExactly(0, 3);
    }

    @Test
    void tiesPreferTheLowerIndex() {
        assertThat(units(select(List.of(0, 1, 2, 3), 2, 1, 1, 1, 1))).containsExactly(0, 1);
        assertThat(units(select(List.of(3), 3, 0, 0, 0, 0))).containsExactly(0, 1, 3);
    }

    @Test
    void withoutHistoryAllUnitsAreEqual() {
        List<Group> groups = groups(4);
        Choice choice = UnitSelector.select(groups, kept(List.of(1, 2, 3)), Map.of("dense1", 2), List.of());
        assertThat(units(choice)).containsExactly(1, 2);
    }

    @Test
    void decidesByTheMeanOfTheHistory() {
        List<List<double[]>> history = List.of(List.of(new double[] {1, 9}), List.of(new double[] {6, 1}));
        Choice choice = UnitSelector.select(groups(2), kept(List.of(0, 1)), Map.of("dense1", 1), history);
        assertThat(units(choice)).containsExactly(1);
    }

    @Test
    void keepsExactlyTheCountAndObeysTheMargin() {
        SplitMix64 random = new SplitMix64(5);
        for (int trial = 0; trial < 500; trial++) {
            int n = 2 + random.nextInt(12);
            double[] importance =
                    DoubleStream.generate(() -> random.nextInt(20)).limit(n).toArray();
            int[] order = IntStream.range(0, n).toArray();
            random.shuffle(order);
            List<Integer> active = IntStream.of(order)
                    .limit(1 + random.nextInt(n))
                    .sorted()
                    .boxed()
                    .toList();
            int count = 1 + random.nextInt(n);
            Choice choice = select(active, count, importance);
            List<Integer> kept = units(choice);
            assertThat(kept).hasSize(count);
            double weakest =
                    kept.stream().mapToDouble(unit -> importance[unit]).min().orElseThrow();
            List<Integer> masked = new ArrayList<>(IntStream.range(0, n).boxed().toList());
            masked.removeAll(kept);
            double strongest =
                    masked.stream().mapToDouble(unit -> importance[unit]).max().orElse(0);
            assertThat(strongest <= weakest || strongest < 1.1 * weakest).isTrue();
        }
    }

    @Test
    void rejectsCountsOutOfRange() {
        assertThatThrownBy(() -> select(List.of(0), 0, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Count of group dense1 must be in [1, 2]: 0");
        assertThatThrownBy(() -> select(List.of(0), 3, 1, 2)).hasMessage("Count of group dense1 must be in [1, 2]: 3");
        assertThatThrownBy(() -> UnitSelector.select(groups(2), kept(List.of(0)), Map.of(), List.of()))
                .hasMessage("Count of group dense1 must be in [1, 2]: null");
    }

    private static Choice select(List<Integer> active, int count, double... importance) {
        List<List<double[]>> history = List.of(List.of(importance));
        return UnitSelector.select(groups(importance.length), kept(active), Map.of("dense1", count), history);
    }

    private static List<Group> groups(int units) {
        return Networks.mlp(Shape.flat(1), List.of(units), Activation.RELU, 0, 2)
                .groups();
    }

    private static KeptUnits kept(List<Integer> units) {
        return new KeptUnits(Map.of("dense1", units));
    }

    private static List<Integer> units(Choice choice) {
        return choice.kept().units().get("dense1");
    }
}
