package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.Hashing;
import io.espalier.importance.Cell;
import io.espalier.importance.ScoreWords;
import io.espalier.importance.Selection;
import io.espalier.importance.SelectionRule;
import io.espalier.importance.Selector;
import io.espalier.run.SelectionLineage.DrawThreshold;
import io.espalier.run.SelectionLineage.Range;
import io.espalier.run.SelectionLineage.Thresholds;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionPlanTest {
    @ParameterizedTest
    @CsvSource({"0.5, 101, 50", "0.99, 7, 6", "0.29, 100, 29", "0.0001, 100, 1", "0.6, 1259, 755"})
    void countIsExactAndAtLeastOne(String keep, long examples, long count) {
        assertThat(plan(SelectionMethod.TOP, "0", "0", keep).count(examples)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "1.0", "-0.1", "1.5", "1e-999999999", "1E+999999999"})
    void keepOutOfRangeIsRefused(String keep) {
        assertThatThrownBy(() -> plan(SelectionMethod.TOP, "0", "0", keep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("keep must be in (0, 1): ");
    }

    @Test
    void fractionsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> plan(SelectionMethod.CCS, "0.3", "0", "0.8"))
                .hasMessage("keep must be at most 1 - hardest-dropped = 0.7: 0.8");
        assertThatThrownBy(() -> plan(SelectionMethod.CCS, "1", "0", "0.1"))
                .hasMessage("hardest-dropped must be in [0, 1): 1");
        assertThatThrownBy(() -> plan(SelectionMethod.TOP, "0.1", "0", "0.1"))
                .hasMessage("hardest-dropped is for the selection ccs only");
        assertThatThrownBy(() -> plan(SelectionMethod.TOP, "0", "1", "0.1"))
                .hasMessage("random-fraction must be in [0, 1): 1");
        assertThatThrownBy(() -> plan(SelectionMethod.WEIGHTED, "0", "0.5", "0.1"))
                .hasMessage("random-fraction must be 0 with the selection weighted, whose weights would not fit: 0.5");
    }

    @Test
    void everyMethodIsASelectorOfItsOwn() {
        assertThat(Arrays.stream(SelectionMethod.values())
                        .map(method -> plan(method, "0", "0", "0.5").selector().getClass()))
                .doesNotHaveDuplicates()
                .hasSize(Selector.class.getPermittedSubclasses().length - 1);
        assertThat(plan(SelectionMethod.TOP, "0", "0.25", "0.5").selector())
                .isEqualTo(new Selector.Mixture(new Selector.Top(), new BigDecimal("0.25")));
    }

    @Test
    void seedOfTheHashIsThatOfATraining() {
        assertThat(plan(SelectionMethod.TOP, "0", "0", "0.5").hashSeed()).isEqualTo(Selection.hashSeed(5));
    }

    @Test
    void thresholdsSayTheRule() {
        SelectionRule cells = new SelectionRule.Cells(
                List.of(new Cell(1, 0.5, Double.POSITIVE_INFINITY, -1), new Cell(0, 0, 0.25, 255)));
        Thresholds thresholds = Thresholds.of(new SelectionRule.WithRandom(cells, 16), words(true), 77);

        assertThat(thresholds.hashSeed()).isEqualTo(77);
        assertThat(thresholds.random()).contains(new DrawThreshold(Hashing.seed(0, "mixture"), "0000000000000010"));
        assertThat(thresholds.ranges().get(0).hardest()).isEmpty();
        assertThat(thresholds.ranges().get(0).label()).contains("cat");
        assertThat(thresholds.ranges().get(0).highestHash()).isEqualTo("00000000000000ff");
        assertThat(thresholds.ranges().get(1).lowest()).isEqualTo(OptionalDouble.of(0.5));
        assertThat(thresholds.ranges().get(1).highest()).isEmpty();
        assertThat(thresholds.priority()).isEmpty();
        Cell parted = new Cell(0, 0.5, 0.5, 3, 4);
        assertThat(Thresholds.of(new SelectionRule.Cells(List.of(parted)), words(true), 77)
                        .ranges()
                        .get(0)
                        .hardest())
                .contains(new DrawThreshold(Hashing.seed(0, "hardest dropped"), "0000000000000004"));
        assertThat(Thresholds.of(new SelectionRule.Every(), words(true), 1).ranges())
                .isEmpty();
    }

    @Test
    void thresholdsAreInTheNumbersOfAColumnWhoseLowValuesAreImportant() {
        SelectionRule cells = new SelectionRule.Cells(
                List.of(new Cell(0, -3, -1, 7), new Cell(0, 0, 2, 8), new Cell(1, 0.5, Double.POSITIVE_INFINITY, 9)));

        assertThat(Thresholds.of(cells, words(false), 77).ranges())
                .containsExactly(
                        new Range(
                                Optional.of("cat"),
                                OptionalDouble.of(-2),
                                OptionalDouble.of(0),
                                "0000000000000008",
                                Optional.empty()),
                        new Range(
                                Optional.of("cat"),
                                OptionalDouble.of(1),
                                OptionalDouble.of(3),
                                "0000000000000007",
                                Optional.empty()),
                        new Range(
                                Optional.of("dog"),
                                OptionalDouble.empty(),
                                OptionalDouble.of(-0.5),
                                "0000000000000009",
                                Optional.empty()));
    }

    private static ScoreWords words(boolean highIsImportant) {
        return new ScoreWords(highIsImportant, List.of("cat", "dog"));
    }

    private static SelectionPlan plan(SelectionMethod method, String dropped, String random, String keep) {
        return new SelectionPlan(method, new BigDecimal(dropped), new BigDecimal(random), new BigDecimal(keep), 5);
    }
}
