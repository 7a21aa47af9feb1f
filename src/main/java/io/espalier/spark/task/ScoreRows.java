package io.espalier.spark.task;

import io.espalier.importance.ScoreMethod;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Scored shards as rows of the scores table: example_id, label, a score by each method. One row object is used for all of a shard, as
 * Spark's own operators do.
 */
public final class ScoreRows implements FlatMapFunction<ScoredShard, InternalRow> {
    /** Column of the ids. */
    public static final String ID = "example_id";

    private static final long serialVersionUID = 1L;
    /** Columns before the scores. */
    private static final int EXAMPLE = 2;

    private final List<String> classes;
    private final StructType schema;

    /**
     * A task.
     *
     * @param classes names, in index order
     * @param methods of the shards' scores, in order
     */
    public ScoreRows(List<String> classes, List<ScoreMethod> methods) {
        this.classes = List.copyOf(classes);
        StructType columns =
                new StructType().add(ID, DataTypes.LongType, false).add("label", DataTypes.StringType, false);
        for (ScoreMethod method : methods) {
            columns = columns.add(method.column(), DataTypes.DoubleType, false);
        }
        this.schema = columns;
    }

    /** Columns of the rows. */
    public StructType schema() {
        return schema;
    }

    @Override
    public Iterator<InternalRow> call(ScoredShard shard) {
        List<UTF8String> labels = classes.stream().map(UTF8String::fromString).toList();
        SpecificInternalRow row = new SpecificInternalRow(schema);
        return IntStream.range(0, shard.rows())
                .<InternalRow>mapToObj(at -> {
                    row.setLong(0, shard.ids()[at]);
                    row.update(1, labels.get(shard.labels()[at]));
                    for (int column = EXAMPLE; column < schema.size(); column++) {
                        row.setDouble(column, shard.scores(column - EXAMPLE)[at]);
                    }
                    return row;
                })
                .iterator();
    }
}
