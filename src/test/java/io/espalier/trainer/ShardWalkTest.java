package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.importance.Cell;
import io.espalier.importance.DynamicSelection;
import io.espalier.importance.Selection;
import io.espalier.importance.SelectionRule.Cells;
import io.espalier.testing.ArrayShard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardWalkTest {
    private static final long SEED = 11;
    private static final int WORKER = 3;

    /** Keeps the rows with score 0, whatever the hash of their ids. */
    private static final Selection ZERO_SCORES =
            new Selection(1, 1, new Cells(List.of(new Cell(Cell.ANY_LABEL, 0, 0, -1L))));

    /** Rows, every how many-th is selected, rows of a batch. */
    @ParameterizedTest
    @CsvSource({
        "50, 1, 8",
        "49, 1, 8",
        "48, 1, 8",
        "50, 3, 8",
        "50, 1, 1",
        "50, 1, 64",
        "50, 7, 50",
        "5, 5, 2",
        "66000, 2, 512"
    })
    void everySelectedRowComesOnceInAnEpoch(int rows, int every, int batchRows) {
        IntPredicate selected = row -> row % every == 0;
        int count = (rows + every - 1) / every;
        Walk walk = new Walk(rows, selected, Cursor.START, batchRows);
        for (int epoch = 0; epoch < 3; epoch++) {
            List<Integer> epochRows = new ArrayList<>();
            while (epochRows.size() < count) {
                epochRows.addAll(walk.next());
            }
            assertThat(epochRows).isEqualTo(expected(rows, selected, epoch, 0));
            assertThat(walk.cursor()).isEqualTo(new Cursor(epoch, rows));
        }
    }

    @Test
    void lastBatchOfAnEpochIsShort() {
        assertThat(sizes(50, row -> true, 16, 5)).containsExactly(16, 16, 16, 2, 16);
    }

    @Test
    void lonelyLastExampleJoinsTheBatchBefore() {
        assertThat(sizes(49, row -> true, 16, 4)).containsExactly(16, 16, 17, 16);
    }

    @Test
    void lonelyLastSelectedExampleJoinsTheBatchBeforeAcrossUnselectedRows() {
        // 17 of 51 rows are selected; behind the 17th rows follow that are not.
        assertThat(sizes(51, row -> row % 3 == 0, 16, 3)).containsExactly(17, 17, 17);
    }

    @Test
    void wholeBatchesStayWhole() {
        assertThat(sizes(48, row -> true, 16, 4)).containsExactly(16, 16, 16, 16);
    }

    @Test
    void shardOfOneSelectedRowGivesItEveryStep() {
        Walk walk = new Walk(40, row -> row == 23, Cursor.START, 8);
        for (int epoch = 0; epoch < 4; epoch++) {
            assertThat(walk.next()).containsExactly(23);
            assertThat(walk.cursor().epoch()).isEqualTo(epoch);
        }
    }

    @Test
    void shardOfOneRowGivesItEveryStep() {
        Walk walk = new Walk(1, row -> true, Cursor.START, 8);
        assertThat(walk.next()).containsExactly(0);
        assertThat(walk.next()).containsExactly(0);
        assertThat(walk.cursor()).isEqualTo(new Cursor(1, 1));
    }

    @Test
    void shardWithoutSelectedRowMakesNoStep() {
        Walk walk = new Walk(40, row -> false, Cursor.START, 8);
        assertThatThrownBy(walk::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A shard without a selected row makes no step");
    }

    @ParameterizedTest
    @CsvSource({"100, 1, 8", "100, 3, 8", "97, 1, 8", "33, 2, 4", "66000, 1, 6000"})
    void walkingOnFromACursorEqualsOneWalk(int rows, int every, int batchRows) {
        IntPredicate selected = row -> row % every == 0;
        Walk whole = new Walk(rows, selected, Cursor.START, batchRows);
        Walk part = new Walk(rows, selected, Cursor.START, batchRows);
        for (int batch = 0; batch < 30; batch++) {
            assertThat(part.next()).as("batch %d", batch).isEqualTo(whole.next());
            part = new Walk(rows, selected, part.cursor(), batchRows);
        }
    }

    @Test
    void newSelectionGoesOnWhereTheOldOneStood() {
        IntPredicate fewer = row -> row % 2 == 0;
        Walk all = new Walk(100, row -> true, Cursor.START, 8);
        List<Integer> walked = new ArrayList<>();
        for (int batch = 0; batch < 5; batch++) {
            walked.addAll(all.next());
        }
        Walk narrowed = new Walk(100, fewer, all.cursor(), 8);
        List<Integer> rest = new ArrayList<>();
        while (narrowed.cursor().position() < 100) {
            rest.addAll(narrowed.next());
        }
        assertThat(walked).isEqualTo(expected(100, row -> true, 0, 0).subList(0, 40));
        assertThat(rest).isEqualTo(expected(100, fewer, 0, 40));
        assertThat(narrowed.next()).isEqualTo(expected(100, fewer, 1, 0).subList(0, 8));
    }

    @Test
    void noRowIsRepeatedInAnEpochWhileSelectionsChange() {
        List<IntPredicate> selections =
                List.of(row -> row % 2 == 0, row -> true, row -> row % 3 == 0, row -> row % 2 == 1);
        Set<Integer> seen = new HashSet<>();
        Cursor cursor = Cursor.START;
        int epoch = 0;
        for (int round = 0; round < 200; round++) {
            Walk walk = new Walk(60, selections.get(round % selections.size()), cursor, 4);
            List<Integer> batch = walk.next();
            cursor = walk.cursor();
            if (cursor.epoch() > epoch) {
                epoch = cursor.epoch();
                seen.clear();
            }
            assertThat(batch)
                    .isNotEmpty()
                    .allMatch(selections.get(round % selections.size())::test)
                    .allMatch(seen::add);
        }
        assertThat(epoch).isGreaterThan(5);
    }

    /** Such a cursor belongs to other data; without a check the walk would never find a row. */
    @Test
    void cursorBehindTheEndIsRefused() {
        new Walk(40, row -> true, new Cursor(0, 40), 8);
        assertThatThrownBy(() -> new Walk(40, row -> true, new Cursor(0, 41), 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Position must be in [0, 40]: 41");
    }

    @Test
    void cursorIsNotNegative() {
        assertThatThrownBy(() -> new Cursor(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cursor must not be negative: epoch -1, position 0");
        assertThatThrownBy(() -> new Cursor(0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cursor must not be negative: epoch 0, position -1");
    }

    private static List<Integer> sizes(int rows, IntPredicate selected, int batchRows, int batches) {
        Walk walk = new Walk(rows, selected, Cursor.START, batchRows);
        return IntStream.range(0, batches).map(i -> walk.next().size()).boxed().toList();
    }

    /** The selected rows of an epoch from a position on, by the definition. */
    private static List<Integer> expected(int rows, IntPredicate selected, int epoch, int from) {
        ShardOrder order = new ShardOrder(rows, SEED, WORKER);
        return IntStream.range(from, rows)
                .map(position -> order.row(epoch, position))
                .filter(selected)
                .boxed()
                .toList();
    }

    /** A walk over a numbered shard that tells which rows came. */
    private static final class Walk {
        private final ShardWalk walk;
        private final Batch batch;

        Walk(int rows, IntPredicate selected, Cursor cursor, int batchRows) {
            ArrayShard shard = ArrayShard.numbered(rows);
            SelectedRows kept = SelectedRows.of(shard, ZERO_SCORES, row -> selected.test(row) ? 0 : 1, 0);
            EpochRows epochRows = new EpochRows(
                    shard,
                    kept,
                    new DynamicSelection.None(),
                    SEED,
                    new ExampleNotes(ExampleHistory.NONE, Set.of(), rows),
                    cursor.epoch());
            walk = new ShardWalk(shard, epochRows, new ShardOrder(rows, SEED, WORKER), cursor, batchRows);
            batch = new Batch(ShardWalk.capacity(batchRows), 1);
        }

        List<Integer> next() {
            walk.next(batch);
            int[] rows = new int[batch.rows()];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (int) batch.features()[i];
                assertThat(batch.labels()[i]).isEqualTo(rows[i] % 3);
            }
            return Arrays.stream(rows).boxed().toList();
        }

        Cursor cursor() {
            return walk.cursor();
        }
    }
}
