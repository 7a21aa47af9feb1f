package io.espalier.importance;

import io.espalier.Hashing;
import io.espalier.importance.Selection.Cell;
import java.util.List;

/**
 * A score table in the order of one selector: made once, then asked for a selection of any size in each round.
 *
 * <p>Holds the table and 4 bytes a row; making it takes up to 16 bytes a row. A selection costs O(cells x log rows). Which examples
 * are kept depends on (id, label, score, seed, count) only, not on the order of the table's rows.
 *
 * <p>Counts are exact: inside a cell examples go by hash, and {@link Hashing#hash(long, long)} maps ids one to one (each of its steps can
 * be undone), so that no two examples share a threshold.
 */
public abstract sealed class SelectionOrder permits RandomOrder, TopOrder, ClassBalancedOrder, CcsOrder {
    /** Highest hash, compared as unsigned: a cell with it holds every example of its range. */
    static final long EVERY_HASH = -1L;

    private final ScoreTable table;
    private final long seed;
    private final int[] rows;

    /** Rows in the selector's order; the array is owned from now on. */
    SelectionOrder(ScoreTable table, long seed, int[] rows) {
        this.table = table;
        this.seed = seed;
        this.rows = rows;
    }

    /**
     * The kept examples.
     *
     * @param version of the selection
     * @param count number of kept examples, from 1 to all
     * @throws IllegalArgumentException for another count, and for one below the number of classes where each class keeps one
     */
    public final Selection select(int version, int count) {
        if (count < 1 || count > rows.length) {
            throw new IllegalArgumentException("Examples kept must be in [1, " + rows.length + "]: " + count);
        }
        return count == rows.length ? Selection.all(version, count) : new Selection(version, count, cells(count));
    }

    /** Cells that hold exactly {@code count} examples; fewer than all. */
    abstract List<Cell> cells(int count);

    /** Hash of the example at a position of the order. */
    final long hash(int position) {
        return Hashing.hash(table.id(rows[position]), seed);
    }

    /** Score of the example at a position of the order. */
    final double score(int position) {
        return table.score(rows[position]);
    }
}
