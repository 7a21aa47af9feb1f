package io.espalier.importance;

import io.espalier.importance.Selection.Cell;
import java.util.List;

/** Rows by hash. */
final class RandomOrder extends SelectionOrder {
    RandomOrder(ScoreTable table, long seed) {
        super(table, seed, RowSort.byHash(table, seed));
    }

    @Override
    List<Cell> cells(int count) {
        return List.of(Cell.ofAnyLabel(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, hash(count - 1)));
    }
}
