package io.espalier.importance;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.importance.Selection.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionCoverageTest {
    private final ScoreTable table =
            new ScoreTable(new long[] {1, 2, 3, 4, 5}, new int[] {0, 2, 2, 2, 3}, new double[] {.1, .2, .3, .4, .5});

    @Test
    void countsKeptExamplesOfEachClass() {
        Selection selection = new Selection(1, 3, List.of(new Cell(Cell.ANY_LABEL, .2, .4, -1)));

        SelectionCoverage coverage = SelectionCoverage.of(table, selection, 4, 1);

        assertThat(coverage.examples()).containsExactly(1L, 0L, 3L, 1L);
        assertThat(coverage.kept()).containsExactly(0L, 0L, 3L, 0L);
        assertThat(coverage.keptExamples()).isEqualTo(3);
        assertThat(coverage.missing()).containsExactly(0, 3);
    }

    @Test
    void everyExampleIsCoveredBySelectionOfAll() {
        SelectionCoverage coverage = SelectionCoverage.of(table, Selection.all(1, 5), 4, 1);

        assertThat(coverage.kept()).isEqualTo(coverage.examples());
        assertThat(coverage.missing()).isEmpty();
    }
}
