package io.espalier.importance;

import io.espalier.Hashing;
import io.espalier.importance.Selection.Cell;
import io.espalier.importance.Selector.Ccs;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows by class, inside a class by stratum, inside a stratum by hash; after a class's strata its dropped examples by (score, hash).
 */
final class CcsOrder extends SelectionOrder {
    private final List<ClassPart> classes;

    /**
     * The examples of one class.
     *
     * @param label class index
     * @param start position of the first
     * @param dropped number of hardest examples outside the strata
     * @param end position after the last
     * @param strata those that hold examples, ascending by score
     * @param highestTiedHash where an example in the strata and a dropped one have the same score: the highest hash of those with this
     *     score in the strata; else {@link SelectionOrder#EVERY_HASH}
     */
    private record ClassPart(int label, int start, int dropped, int end, List<Stratum> strata, long highestTiedHash) {
        int size() {
            return end - start;
        }

        int inStrata() {
            return size() - dropped;
        }
    }

    /** Positions from {@code start} to before {@code end}; lowest and highest score among them. */
    private record Stratum(int start, int end, double lowest, double highest) {
        int size() {
            return end - start;
        }
    }

    private CcsOrder(ScoreTable table, long seed, int[] rows, List<ClassPart> classes) {
        super(table, seed, rows);
        this.classes = classes;
    }

    static CcsOrder of(ScoreTable table, int labels, long seed, Ccs ccs) {
        List<Integer> sizes = table.classSizes(labels);
        int[] byHash = RowSort.byHash(table, seed);
        int[] byScore = RowSort.sort(byHash.clone(), Long.SIZE, row -> RowSort.key(table.score(row)));
        byScore = RowSort.sort(byScore, Integer.SIZE, table::label);
        List<ClassPart> classes = new ArrayList<>();
        int start = 0;
        for (int label = 0; label < labels; label++) {
            int end = start + sizes.get(label);
            if (end > start) {
                classes.add(classPart(table, seed, byScore, label, start, end, ccs));
            }
            start = end;
        }
        return new CcsOrder(table, seed, byStratum(byHash, byScore, classes), List.copyOf(classes));
    }

    private static ClassPart classPart(
            ScoreTable table, long seed, int[] byScore, int label, int start, int end, Ccs ccs) {
        int dropped = (int) ccs.dropped(end - start);
        int cut = end - dropped;
        int hardest = byScore[cut - 1];
        boolean tied = dropped > 0 && table.score(hardest) == table.score(byScore[cut]);
        return new ClassPart(
                label,
                start,
                dropped,
                end,
                strata(table, byScore, start, cut, Ccs.strata(end - start)),
                tied ? Hashing.hash(table.id(hardest), seed) : EVERY_HASH);
    }

    /** Cuts positions [start, end), ascending by score, at edges of equal distance; an edge belongs to the stratum above it. */
    private static List<Stratum> strata(ScoreTable table, int[] byScore, int start, int end, int count) {
        double lowest = table.score(byScore[start]);
        double highest = table.score(byScore[end - 1]);
        double width = highest / count - lowest / count; // not (highest - lowest) / count, which may overflow
        List<Stratum> strata = new ArrayList<>();
        int from = start;
        for (int i = 1; i <= count; i++) {
            int to = i == count ? end : firstAtLeast(table, byScore, from, end, lowest + i * width);
            if (to > from) {
                strata.add(new Stratum(from, to, table.score(byScore[from]), table.score(byScore[to - 1])));
            }
            from = to;
        }
        return List.copyOf(strata);
    }

    private static int firstAtLeast(ScoreTable table, int[] byScore, int start, int end, double edge) {
        int low = start;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (table.score(byScore[middle]) < edge) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Strata and dropped parts stand where they stand in {@code byScore}; inside strata the rows go by hash. */
    private static int[] byStratum(int[] byHash, int[] byScore, List<ClassPart> classes) {
        int[] stratumOfRow = new int[byScore.length];
        int number = 0;
        for (ClassPart part : classes) {
            for (Stratum stratum : part.strata()) {
                fill(stratumOfRow, byScore, stratum.start(), stratum.end(), number++);
            }
            fill(stratumOfRow, byScore, part.end() - part.dropped(), part.end(), number++);
        }
        int[] rows = RowSort.sort(byHash, Integer.SIZE, row -> stratumOfRow[row]);
        for (ClassPart part : classes) {
            int from = part.end() - part.dropped();
            System.arraycopy(byScore, from, rows, from, part.dropped());
        }
        return rows;
    }

    private static void fill(int[] stratumOfRow, int[] byScore, int start, int end, int number) {
        for (int position = start; position < end; position++) {
            stratumOfRow[byScore[position]] = number;
        }
    }

    @Override
    List<Cell> cells(int count) {
        if (count < classes.size()) {
            throw new IllegalArgumentException(Ccs.belowFloor(classes.size(), count));
        }
        int[] shares =
                Shares.proportionally(classes.stream().map(ClassPart::size).toList(), count);
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            ClassPart part = classes.get(i);
            if (shares[i] > part.inStrata()) {
                addEasiest(cells, part, shares[i]);
            } else {
                addStrata(cells, part, shares[i]);
            }
        }
        return cells;
    }

    /** More than the strata hold: all of them, and the dropped examples from the easiest up. */
    private void addEasiest(List<Cell> cells, ClassPart part, int count) {
        int last = part.start() + count - 1;
        double highest = score(last);
        cells.add(new Cell(part.label(), Double.NEGATIVE_INFINITY, Math.nextDown(highest), EVERY_HASH));
        cells.add(new Cell(part.label(), highest, highest, hash(last)));
    }

    private void addStrata(List<Cell> cells, ClassPart part, int count) {
        int[] shares = Shares.equally(part.strata().stream().map(Stratum::size).toList(), count);
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] == 0) {
                continue;
            }
            Stratum stratum = part.strata().get(i);
            long highestHash = hash(stratum.start() + shares[i] - 1);
            boolean last = i == shares.length - 1;
            if (last && Long.compareUnsigned(highestHash, part.highestTiedHash()) > 0) {
                double top = stratum.highest();
                cells.add(new Cell(part.label(), stratum.lowest(), Math.nextDown(top), highestHash));
                cells.add(new Cell(part.label(), top, top, part.highestTiedHash()));
            } else {
                cells.add(new Cell(part.label(), stratum.lowest(), stratum.highest(), highestHash));
            }
        }
    }
}
