package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitCountsTest {
    @Test
    void goesFromAllToTheTarget() {
        assertThat(UnitCounts.count(256, 144, 0)).isEqualTo(256);
        assertThat(UnitCounts.count(256, 144, 1)).isEqualTo(144);
        assertThat(UnitCounts.count(256, 256, 0.5)).isEqualTo(256);
    }

    @Test
    void targetIsExactAndAtLeastOne() {
        // In floating point 10 (1 - 0.8) is 1.9999999999999996.
        assertThat((int) (10 * (1 - 0.8))).isEqualTo(1);
        assertThat(UnitCounts.target(10, new BigDecimal("0.2"))).isEqualTo(2);
        assertThat(UnitCounts.target(1259, new BigDecimal("0.6"))).isEqualTo(755);
        assertThat(UnitCounts.target(3, new BigDecimal("0.1"))).isEqualTo(1);
        assertThat(UnitCounts.target(7, BigDecimal.ONE)).isEqualTo(7);
        assertThatThrownBy(() -> UnitCounts.target(7, new BigDecimal("1.1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Factor must be in [0, 1] of at least 1: 1.1 of 7");
        assertThatThrownBy(() -> UnitCounts.target(0, BigDecimal.ONE))
                .hasMessage("Factor must be in [0, 1] of at least 1: 1 of 0");
    }

    @Test
    void followsTheWorkedTimetable() {
        // Cubic schedule at the starts of rounds 6 to 11; units of the two groups and examples.
        List<Double> ways = List.of(
                0.0,
                1.25 / 9,
                (1.25 + 25 / 17.0) / 9,
                (1.25 + 25 / 17.0 + 25 / 15.0) / 9,
                (1.25 + 25 / 17.0 + 25 / 15.0 + 25 / 13.0) / 9,
                (1.25 + 25 / 17.0 + 25 / 15.0 + 50 / 13.0) / 9);
        List<Integer> first = List.of(256, 216, 183, 160, 147, 145);
        List<Integer> second = List.of(256, 213, 177, 153, 140, 137);
        List<Integer> examples = List.of(1259, 1077, 927, 823, 769, 756);
        for (int i = 0; i < ways.size(); i++) {
            double s = 1 - Math.pow(1 - ways.get(i), 3);
            assertThat(UnitCounts.count(256, 144, s)).isEqualTo(first.get(i));
            assertThat(UnitCounts.count(256, 136, s)).isEqualTo(second.get(i));
            assertThat(UnitCounts.count(1259, 755, s)).isEqualTo(examples.get(i));
        }
    }

    @Test
    void takesADoubleAsTheDecimalItStandsFor() {
        // (int) (100 * 0.29) is 28 in floating point, 100 * 0.57 gives 56, 100 * 0.58 gives 57.
        assertThat(UnitCounts.count(101, 1, 0.29)).isEqualTo(101 - 29);
        assertThat(UnitCounts.count(101, 1, 0.57)).isEqualTo(101 - 57);
        assertThat(UnitCounts.count(101, 1, 0.58)).isEqualTo(101 - 58);
    }

    @Test
    void aRoundingErrorInTheWayMovesNothing() {
        assertThat(0.1 + 0.2).isNotEqualTo(0.3);
        assertThat(UnitCounts.count(11, 1, 0.1 + 0.2)).isEqualTo(8);
        assertThat(1 - 0.9).isLessThan(0.1);
        assertThat(UnitCounts.count(11, 1, 1 - 0.9)).isEqualTo(10);
    }

    @Test
    void neverRisesWithTheWay() {
        int before = 300;
        for (int i = 0; i <= 10_000; i++) {
            int count = UnitCounts.count(300, 7, i / 10_000.0);
            assertThat(count).isBetween(before - 1, before);
            before = count;
        }
    }

    @Test
    void countsEveryGroup() {
        Map<String, Integer> from = new LinkedHashMap<>();
        from.put("b", 10);
        from.put("a", 20);
        assertThat(UnitCounts.counts(from, Map.of("a", 10, "b", 5), 0.5))
                .containsExactly(Map.entry("b", 8), Map.entry("a", 15));
        assertThatThrownBy(() -> UnitCounts.counts(from, Map.of("a", 10), 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Targets must name the groups [b, a]: [a]");
    }

    @Test
    void rejectsTargetsAndWaysOutOfRange() {
        assertThatThrownBy(() -> UnitCounts.count(10, 11, 0.5)).hasMessage("Target must be in [1, 10]: 11");
        assertThatThrownBy(() -> UnitCounts.count(10, 0, 0.5)).hasMessage("Target must be in [1, 10]: 0");
        assertThatThrownBy(() -> UnitCounts.count(10, 5, 1.5)).hasMessage("Way travelled must be in [0, 1]: 1.5");
        assertThatThrownBy(() -> UnitCounts.count(10, 5, Double.NaN))
                .hasMessage("Way travelled must be in [0, 1]: NaN");
    }

    @Test
    void examplesMayBeMoreThanAnIntCounts() {
        long all = 3_000_000_001L;
        assertThat(UnitCounts.target(all, new BigDecimal("0.5"))).isEqualTo(1_500_000_000L);
        assertThat(UnitCounts.count(all, 1, 0.5)).isEqualTo(1_500_000_001L);
    }
}
