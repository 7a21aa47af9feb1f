package io.espalier.importance;

import io.espalier.importance.Selection.Cell;
import java.util.ArrayList;
import java.util.List;

/** Rows by class, inside a class by hash. */
final class ClassBalancedOrder extends SelectionOrder {
    private final List<Integer> classSizes;

    ClassBalancedOrder(ScoreTable table, int classes, long seed) {
        super(table, seed, RowSort.sort(RowSort.byHash(table, seed), Integer.SIZE, table::label));
        this.classSizes = table.classSizes(classes);
    }

    @Override
    List<Cell> cells(int count) {
        int[] shares = Shares.equally(classSizes, count);
        List<Cell> cells = new ArrayList<>();
        int start = 0;
        for (int label = 0; label < shares.length; label++) {
            if (shares[label] > 0) {
                long highestHash = hash(start + shares[label] - 1);
                cells.add(new Cell(label, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, highestHash));
            }
            start += classSizes.get(label);
        }
        return cells;
    }
}
