package io.espalier.spark.task;

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
}
