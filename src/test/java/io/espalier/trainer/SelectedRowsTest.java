package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.Hashing;
import io.espalier.importance.Cell;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.Selection;
import io.espalier.importance.SelectionRule.Cells;
import io.espalier.importance.Selector;
import io.espalier.importance.SortedTable;
import io.espalier.testing.ArrayShard;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SelectedRowsTest {
    private static final long EVERY_HASH = -1L;

    @Test
    void everythingIsKeptWithoutLookingAtScores() {
        SelectedRows rows =
                SelectedRows.of(ArrayShard.numbered(5), Selection.all(1, 5), SelectedRows.RowScores.NONE, 3);
        assertThat(rows.count()).isEqualTo(5);
        assertThat(IntStream.range(0, 5)).allMatch(rows::contains);
    }

    @Test
    void rowsAreKeptByClassAndScore() {
        // Classes are row modulo 3: class 1 has rows 1, 4, 7, 10.
        Selection selection = new Selection(1, 2, new Cells(List.of(new Cell(1, 4, 7, EVERY_HASH))));
        SelectedRows rows = SelectedRows.of(ArrayShard.numbered(12), selection, row -> row, 3);
        assertThat(IntStream.range(0, 12).filter(rows::contains)).containsExactly(4, 7);
        assertThat(rows.count()).isEqualTo(2);
    }

    @Test
    void rowsAreKeptByHashOfTheirIdUnderTheSelectionsSeed() {
        long threshold = Hashing.hash(1003, 8);
        Selection selection = new Selection(1, 1, new Cells(List.of(new Cell(Cell.ANY_LABEL, 0, 0, threshold))));
        SelectedRows rows = SelectedRows.of(ArrayShard.numbered(12), selection, row -> 0, 8);
        int[] expected = IntStream.range(0, 12)
                .filter(row -> Long.compareUnsigned(Hashing.hash(1000 + row, 8), threshold) <= 0)
                .toArray();
        assertThat(expected).contains(3);
        assertThat(IntStream.range(0, 12).filter(rows::contains).toArray()).isEqualTo(expected);
        assertThat(rows.count()).isEqualTo(expected.length);
    }

    @Test
    void weightsAreThoseOfTheSelection() {
        int rows = 300;
        ArrayShard shard = ArrayShard.numbered(rows);
        long[] ids = LongStream.range(0, rows).map(row -> 1000 + row).toArray();
        double[] scores =
                IntStream.range(0, rows).mapToDouble(row -> 1 + row % 7).toArray();
        Selection selection = new Selector.Weighted()
                .order(new SortedTable(new ScoreTable(ids, new int[rows], scores), 1, 8))
                .select(1, 100);
        SelectedRows kept = SelectedRows.of(shard, selection, row -> scores[row], 8);
        double total = 0;
        for (int row = 0; row < rows; row++) {
            if (kept.contains(row)) {
                double weight = selection.weight(shard.label(row), scores[row], Hashing.hash(shard.id(row), 8));
                assertThat(kept.weight(row)).isEqualTo((float) weight).isGreaterThan(1);
                total += kept.weight(row);
            }
        }
        assertThat(kept.differ()).isTrue();
        assertThat(kept.count()).isEqualTo(100);
        assertThat(kept.total()).isEqualTo(total);
        SelectedRows everything = SelectedRows.of(shard, Selection.all(1, rows), SelectedRows.RowScores.NONE, 8);
        assertThat(everything.differ()).isFalse();
        assertThat(everything.weight(7)).isEqualTo(1);
        assertThat(everything.total()).isEqualTo(rows);
    }

    @Test
    void shardMayHoldNoKeptRow() {
        Selection selection = new Selection(1, 9, new Cells(List.of(new Cell(Cell.ANY_LABEL, 100, 200, EVERY_HASH))));
        SelectedRows rows = SelectedRows.of(ArrayShard.numbered(12), selection, row -> row, 3);
        assertThat(rows.count()).isZero();
        assertThat(IntStream.range(0, 12)).noneMatch(rows::contains);
    }

    @Test
    void emptyShardHasNoRows() {
        assertThat(SelectedRows.of(ArrayShard.numbered(0), Selection.all(1, 5), row -> 0, 3)
                        .count())
                .isZero();
    }

    @Test
    void partialSelectionNeedsScores() {
        Selection selection = new Selection(1, 1, new Cells(List.of(new Cell(Cell.ANY_LABEL, 0, 1, EVERY_HASH))));
        assertThatThrownBy(() -> SelectedRows.of(ArrayShard.numbered(2), selection, SelectedRows.RowScores.NONE, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Examples have not been scored");
    }
}
