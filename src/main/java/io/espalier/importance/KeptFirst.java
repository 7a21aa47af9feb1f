package io.espalier.importance;

import io.espalier.importance.OrderStatistics.Place;
import io.espalier.importance.Ranking.ByHash;
import io.espalier.importance.Ranking.ByPriority;
import io.espalier.importance.Ranking.HighestFirst;
import io.espalier.importance.Ranking.LowestFirst;
import io.espalier.importance.SelectionRule.Cells;
import io.espalier.importance.SelectionRule.Priority;
import java.util.ArrayList;
import java.util.List;

/** The rule that keeps the first examples of each part by a ranking, as many as an allotment says: where the last kept ones stand. */
final class KeptFirst {
    private KeptFirst() {}

    static SelectionRule of(Allotment allotment, OrderStatistics examples) {
        Ranking ranking = allotment.ranking();
        if (ranking instanceof ByHash) {
            return byHash(allotment, examples);
        } else if (ranking instanceof HighestFirst) {
            return highestFirst(allotment.onlyLastKept(examples));
        } else if (ranking instanceof LowestFirst) {
            return lowestFirst(allotment.onlyLastKept(examples));
        } else if (ranking instanceof ByPriority priority) {
            return byPriority(priority, allotment, examples);
        }
        throw new AssertionError(ranking);
    }

    private static SelectionRule byHash(Allotment allotment, OrderStatistics examples) {
        List<Place> last = allotment.lastKept();
        List<RankKey> keys = examples.at(allotment.parts(), allotment.ranking(), last);
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < last.size(); i++) {
            cells.addAll(
                    allotment.parts().cells(last.get(i).group(), keys.get(i).hash()));
        }
        return new Cells(cells);
    }

    private static SelectionRule highestFirst(RankKey last) {
        double lowest = SortableBits.value(~last.first());
        return new Cells(List.of(
                Cell.ofAnyLabel(lowest, lowest, last.hash()),
                Cell.ofAnyLabel(Math.nextUp(lowest), Double.POSITIVE_INFINITY, Cell.EVERY_HASH)));
    }

    private static SelectionRule lowestFirst(RankKey last) {
        double highest = SortableBits.value(last.first());
        return new Cells(List.of(
                Cell.ofAnyLabel(Double.NEGATIVE_INFINITY, Math.nextDown(highest), Cell.EVERY_HASH),
                Cell.ofAnyLabel(highest, highest, last.hash())));
    }

    private static SelectionRule byPriority(ByPriority ranking, Allotment allotment, OrderStatistics examples) {
        int count = allotment.count();
        List<RankKey> keys =
                examples.at(allotment.parts(), ranking, List.of(new Place(0, count - 1), new Place(0, count)));
        double next = SortableBits.value(~keys.get(1).first());
        if (!Double.isFinite(next)) {
            throw new IllegalArgumentException(
                    "weighted can't be used with scores this large: their priorities overflow");
        }
        return new Priority(
                ranking, SortableBits.value(~keys.get(0).first()), keys.get(0).hash(), next);
    }
}
