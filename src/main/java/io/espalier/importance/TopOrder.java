package io.espalier.importance;

import io.espalier.importance.Selection.Cell;
import java.util.List;

/** Rows by descending score, equal scores by hash. */
final class TopOrder extends SelectionOrder {
    TopOrder(ScoreTable table, long seed) {
        super(table, seed, RowSort.sort(RowSort.byHash(table, seed), Long.SIZE, row -> ~RowSort.key(table.score(row))));
    }

    @Override
    List<Cell> cells(int count) {
        double lowest = score(count - 1);
        return List.of(
                Cell.ofAnyLabel(lowest, lowest, hash(count - 1)),
                Cell.ofAnyLabel(Math.nextUp(lowest), Double.POSITIVE_INFINITY, EVERY_HASH));
    }
}
