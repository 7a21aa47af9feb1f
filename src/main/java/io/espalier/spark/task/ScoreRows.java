package io.espalier.spark.task;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Scored shards as rows of the scores table: example_id, label, a score by each method. */
public final class ScoreRows implements FlatMapFunction<ScoredShard, Row> {
    private static final long serialVersionUID = 1L;

    private final List<String> classes;

    /** A task with the names of the classes, in index order. */
    public ScoreRows(List<String> classes) {
        this.classes = List.copyOf(classes);
    }

    @Override
    public Iterator<Row> call(ScoredShard shard) {
        return IntStream.range(0, shard.rows())
                .mapToObj(row -> row(shard, row))
                .iterator();
    }

    private Row row(ScoredShard shard, int row) {
        return RowFactory.create(Stream.concat(
                        Stream.of(shard.ids()[row], classes.get(shard.labels()[row])),
                        DoubleStream.of(shard.ofRow(row)).boxed())
                .toArray());
    }

    /** Rows of the scores table (example_id, label, one score) as arrays of numbers. */
    public static final class Collect implements FlatMapFunction<Iterator<Row>, ScoredShard> {
        private static final long serialVersionUID = 1L;

        private final List<String> classes;

        /** A task with the names of the classes, in index order. */
        public Collect(List<String> classes) {
            this.classes = List.copyOf(classes);
        }

        @Override
        public Iterator<ScoredShard> call(Iterator<Row> rows) {
            Map<String, Integer> index = new HashMap<>();
            classes.forEach(name -> index.put(name, index.size()));
            long[] ids = new long[1024];
            int[] labels = new int[1024];
            double[] scores = new double[1024];
            int count = 0;
            while (rows.hasNext()) {
                Row row = rows.next();
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, 2 * count);
                    labels = Arrays.copyOf(labels, 2 * count);
                    scores = Arrays.copyOf(scores, 2 * count);
                }
                ids[count] = row.getLong(0);
                labels[count] = Objects.requireNonNull(index.get(row.getString(1)));
                scores[count] = row.getDouble(2);
                count++;
            }
            return List.of(new ScoredShard(
                            Arrays.copyOf(ids, count), Arrays.copyOf(labels, count), Arrays.copyOf(scores, count)))
                    .iterator();
        }
    }
}
