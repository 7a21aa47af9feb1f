package io.espalier.importance;

import io.espalier.Hashing;
import io.espalier.importance.OrderStatistics.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The order statistics of a score table in memory: sorted once for each order that is asked for, of which the last few are kept. */
public final class SortedTable implements OrderStatistics {
    /** Orders that the greediest selector, a mixture with ccs, asks for in each round. */
    private static final int MOST_VIEWS = 3;

    private final ScoreTable table;
    private final int classes;
    private final long seed;
    private final Map<Order, View> views = new LinkedHashMap<>(MOST_VIEWS, 0.75f, true);

    private record Order(Grouping grouping, Ranking ranking) {}

    /**
     * A table and the classes of its labels.
     *
     * @param seed under which ids are hashed, here and by whoever applies a selection: {@link Selection#hashSeed}
     * @throws IllegalArgumentException for a label out of range, and for an id in two rows
     */
    public SortedTable(ScoreTable table, int classes, long seed) {
        table.requireLabels(classes);
        this.table = table;
        this.classes = classes;
        this.seed = seed;
        int[] byHash = RowSort.byHash(table, seed); // refuses ids that stand twice
        views.put(new Order(new Parts.Everything(), new Ranking.ByHash()), new View(byHash, new int[] {0, byHash.length
        }));
    }

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public double meanScore() {
        ExactSum sum = new ExactSum();
        for (int row = 0; row < table.size(); row++) {
            sum.add(table.score(row));
        }
        return sum.dividedBy(table.size());
    }

    @Override
    public List<Integer> sizes(Grouping grouping) {
        int[] sizes = new int[grouping.groups()];
        for (int row = 0; row < table.size(); row++) {
            int group = group(grouping, row);
            if (group != Grouping.NONE) {
                sizes[group]++;
            }
        }
        return IntStream.of(sizes).boxed().toList();
    }

    @Override
    public List<RankKey> at(Grouping grouping, Ranking ranking, List<Place> places) {
        View view = view(new Order(grouping, ranking));
        List<RankKey> keys = new ArrayList<>();
        for (Place place : places) {
            int row = view.row(place);
            keys.add(ranking.key(table.score(row), hash(row)));
        }
        return keys;
    }

    private View view(Order order) {
        View known = views.get(order);
        if (known != null) {
            return known;
        }
        View made = sorted(order.grouping(), order.ranking());
        if (views.size() == MOST_VIEWS) {
            views.remove(views.keySet().iterator().next());
        }
        views.put(order, made);
        return made;
    }

    private View sorted(Grouping grouping, Ranking ranking) {
        int[] groups = new int[table.size()];
        int[] ends = new int[grouping.groups() + 1];
        for (int row = 0; row < groups.length; row++) {
            groups[row] = group(grouping, row);
            if (groups[row] != Grouping.NONE) {
                ends[groups[row] + 1]++;
            }
        }
        Arrays.parallelPrefix(ends, Integer::sum);
        int[] byHash = RowSort.byHash(table, seed);
        int[] byDraw = ranking.draw() == Draw.CHOICE
                ? byHash
                : RowSort.sort(byHash, Long.SIZE, row -> ranking.draw().of(hash(row)));
        int[] rows = ranking instanceof Ranking.ByHash
                ? byDraw
                : RowSort.sort(byDraw, Long.SIZE, row -> ranking.first(table.score(row), hash(row)));
        int[] grouped =
                IntStream.of(rows).filter(row -> groups[row] != Grouping.NONE).toArray();
        return new View(
                grouping.groups() == 1 ? grouped : RowSort.sort(grouped, Integer.SIZE, row -> groups[row]), ends);
    }

    private int group(Grouping grouping, int row) {
        return grouping.group(table.label(row), table.score(row), hash(row));
    }

    private long hash(int row) {
        return Hashing.hash(table.id(row), seed);
    }

    /** Rows by (group, ranking), and where each group starts; one more start is the end of the last. */
    private static final class View {
        private final int[] rows;
        private final int[] starts;

        View(int[] rows, int[] starts) {
            this.rows = rows;
            this.starts = starts;
        }

        int row(Place place) {
            int size = starts[place.group() + 1] - starts[place.group()];
            if (place.position() < 0 || place.position() >= size) {
                throw new IllegalArgumentException("A group of " + size + " examples has no " + place);
            }
            return rows[starts[place.group()] + place.position()];
        }
    }
}
