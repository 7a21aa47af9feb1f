package io.espalier.spark.task;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Scored shards as rows of the scores table: example_id, label, a score by each method. */
public final class ScoreRows implements FlatMapFunction<ScoredShard, Row> {
    /** Column of the ids. */
    public static final String ID = "example_id";

    private static final long serialVersionUID = 1L;

    private final List<String> classes;

    /** A task with the names of the classes, in index order. */
    public ScoreRows(List<String> classes) {
        this.classes = List.copyOf(classes);
    }

    @Override
    public Iterator<Row> call(ScoredShard shard) {
        return IntStream.range(0, shard.rows()).mapToObj(row -> row(shard, row)).iterator();
    }

    private Row row(ScoredShard shard, int row) {
        return RowFactory.create(Stream.concat(
                        Stream.of(shard.ids()[row], classes.get(shard.labels()[row])),
                        DoubleStream.of(shard.ofRow(row)).boxed())
                .toArray());
    }

    /** Rows of ids and scores (example_id, one score) as arrays of numbers; labels are 0. */
    public static final class Pairs implements FlatMapFunction<Iterator<Row>, ScoredShard> {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<ScoredShard> call(Iterator<Row> rows) {
            Columns columns = new Columns();
            rows.forEachRemaining(row -> columns.add(row.getLong(0), 0, row.getDouble(1)));
            return List.of(columns.shard()).iterator();
        }
    }

    /** Arrays that grow. */
    private static final class Columns {
        private long[] ids = new long[1024];
        private int[] labels = new int[1024];
        private double[] scores = new double[1024];
        private int count;

        void add(long id, int label, double score) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
                labels = Arrays.copyOf(labels, 2 * count);
                scores = Arrays.copyOf(scores, 2 * count);
            }
            ids[count] = id;
            labels[count] = label;
            scores[count] = score;
            count++;
        }

        ScoredShard shard() {
            return new ScoredShard(
                    Arrays.copyOf(ids, count), Arrays.copyOf(labels, count), Arrays.copyOf(scores, count));
        }
    }
}
