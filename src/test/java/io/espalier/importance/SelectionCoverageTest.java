package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.importance.Examples.Example;
import io.espalier.importance.SelectionCoverage.Count;
import io.espalier.importance.SelectionCoverage.Groups;
import io.espalier.importance.SelectionCoverage.Range;
import io.espalier.importance.SelectionRule.Cells;
import io.espalier.importance.SelectionRule.Every;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SelectionCoverageTest {
    private static final Count NONE = new Count(0, 0);

    /** Scores 0, 1, ..., 30: bin b holds score b, the last one 29 and 30. Even scores are of class 2, odd ones of class 0. */
    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i <= 30; i++) {
            examples.add(new Example(i, i % 2 == 0 ? 2 : 0, i));
        }
        return examples;
    }

    private static SelectionCoverage keeping(double lowest, double highest) {
        Cell kept = new Cell(Cell.ANY_LABEL, lowest, highest, -1);
        return SelectionCoverage.of(new ListStatistics(examples(), 3, 1), new Cells(List.of(kept)));
    }

    @Test
    void countsKeptExamplesOfEachClass() {
        SelectionCoverage coverage = keeping(4, 9);

        assertThat(coverage.ofClasses()).containsExactly(new Count(15, 3), NONE, new Count(16, 3));
        assertThat(coverage.keptExamples()).isEqualTo(6);
        assertThat(coverage.missing()).isEmpty();
        assertThat(keeping(4, 4).missing()).containsExactly(0);
    }

    @Test
    void countsKeptExamplesOfEachStratum() {
        List<Range> strata = keeping(4, 9).strata();

        assertThat(strata).hasSize(10);
        assertThat(strata.subList(0, 5))
                .containsExactly(
                        new Range(0, 3, new Count(3, 0)),
                        new Range(3, 6, new Count(3, 2)),
                        new Range(6, 9, new Count(3, 3)),
                        new Range(9, 12, new Count(3, 1)),
                        new Range(12, 15, new Count(3, 0)));
        assertThat(strata.get(9)).isEqualTo(new Range(27, 30, new Count(4, 0)));
    }

    @Test
    void countsKeptExamplesOfEachClassInEachStratum() {
        SelectionCoverage coverage = keeping(4, 9);

        assertThat(coverage.strata(0).subList(0, 4))
                .containsExactly(new Count(1, 0), new Count(2, 1), new Count(1, 1), new Count(2, 1));
        assertThat(coverage.strata(1)).hasSize(10).containsOnly(NONE);
        assertThat(coverage.strata(2).subList(0, 4))
                .containsExactly(new Count(2, 0), new Count(1, 1), new Count(2, 2), new Count(1, 0));
    }

    @Test
    void aStratumIsThreeBins() {
        SelectionCoverage coverage = keeping(4, 9);

        assertThat(coverage.histogram()).hasSize(30);
        assertThat(coverage.histogram().get(4)).isEqualTo(new Range(4, 5, new Count(1, 1)));
        assertThat(coverage.histogram().get(29)).isEqualTo(new Range(29, 30, new Count(2, 0)));
    }

    @Test
    void everyExampleIsCoveredBySelectionOfAll() {
        SelectionCoverage coverage = SelectionCoverage.of(new ListStatistics(examples(), 3, 1), new Every());

        assertThat(coverage.keptExamples()).isEqualTo(31);
        assertThat(coverage.strata())
                .allMatch(range -> range.count().kept() == range.count().examples());
    }

    @Test
    void equalScoresAreOneStratum() {
        List<Example> equal = List.of(new Example(1, 0, 0.5), new Example(2, 0, 0.5), new Example(3, 1, 0.5));

        SelectionCoverage coverage = SelectionCoverage.of(new ListStatistics(equal, 2, 1), new Every());

        assertThat(coverage.strata()).containsExactly(new Range(0.5, 0.5, new Count(3, 3)));
        assertThat(coverage.strata(1)).containsExactly(new Count(1, 1));
    }

    @Test
    void aSortedTableIsCoveredAsAList() {
        List<Example> examples = examples();
        Selection selection = new Selector.Ccs(java.math.BigDecimal.ZERO)
                .order(new SortedTable(Examples.table(examples), 3, 1))
                .select(1, 12);

        assertThat(SelectionCoverage.of(new SortedTable(Examples.table(examples), 3, 1), selection.rule()))
                .isEqualTo(SelectionCoverage.of(new ListStatistics(examples, 3, 1), selection.rule()))
                .satisfies(coverage -> assertThat(coverage.keptExamples()).isEqualTo(12));
    }

    @Test
    void countedSizesGiveTheSameCoverage() {
        SelectionRule rule = new Cells(List.of(new Cell(Cell.ANY_LABEL, 4, 9, -1)));
        Groups groups = Groups.of(new ListStatistics(examples(), 3, 1), rule);

        long[] sizes = groups.grouping().counts(visitor -> examples()
                .forEach(example -> visitor.example(example.label(), example.score(), example.id())));

        assertThat(groups.coverage(LongStream.of(sizes)))
                .isEqualTo(keeping(4, 9))
                .satisfies(coverage -> assertThat(coverage.examples()).isEqualTo(31));
    }

    @Test
    void groupTellsWhetherItsExamplesAreKept() {
        Grouping.ByFate grouping = new Groups(
                        new ScoreRanges(List.of(0.0, 1.0), 2), 2, new Cells(List.of(new Cell(1, 1, 3, -1))))
                .grouping();

        assertThat(Grouping.ByFate.isKept(grouping.group(1, 1.5, 7))).isTrue();
        assertThat(Grouping.ByFate.isKept(grouping.group(1, 0.5, 7))).isFalse();
        assertThat(Grouping.ByFate.isKept(grouping.group(0, 1.5, 7))).isFalse();
        assertThat(grouping.group(1, 2.5, 7)).isEqualTo(Grouping.NONE);
        assertThat(Grouping.ByFate.isKept(Grouping.NONE)).isFalse();
    }

    @Test
    void moreKeptThanThereAreIsRefused() {
        assertThatThrownBy(() -> new Count(2, 3)).hasMessage("Kept examples must be in [0, 2]: 3");
        assertThatThrownBy(() -> new Count(2, -1)).hasMessage("Kept examples must be in [0, 2]: -1");
    }
}
