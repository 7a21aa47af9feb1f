package io.espalier.spark;

import io.espalier.importance.ScoreMethod;
import io.espalier.spark.task.ScoreRows;
import io.espalier.spark.task.ScoredShard;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of scores and of kept examples in the run directory: Parquet, written by tasks under another name and moved when whole.
 */
final class ScoreFiles {
    private static final StructType EXAMPLES =
            new StructType().add("example_id", DataTypes.LongType, false).add("label", DataTypes.StringType, false);
    private static final StructType SELECTION =
            new StructType().add("example_id", DataTypes.LongType, false).add("weight", DataTypes.DoubleType, false);

    private final SparkSession session;
    private final Path scores;
    private final Path selection;
    private final Supplier<String> afterwards;

    /**
     * The tables under a run directory's paths.
     *
     * @param afterwards what a person does when the directory is back
     */
    ScoreFiles(SparkSession session, Path scores, Path selection, Supplier<String> afterwards) {
        this.session = session;
        this.scores = scores;
        this.selection = selection;
        this.afterwards = afterwards;
    }

    /**
     * Writes the scores.
     *
     * @param methods of the columns, in order
     * @param beside adds to their directory before it gets its name
     */
    void writeScores(
            JavaRDD<ScoredShard> shards, List<ScoreMethod> methods, List<String> classes, Consumer<Path> beside) {
        StructType schema = EXAMPLES;
        for (ScoreMethod method : methods) {
            schema = scored(schema, method);
        }
        TableDirectory.inRun(scores, afterwards)
                .write(session.createDataFrame(shards.flatMap(new ScoreRows(classes)), schema), beside);
    }

    private static StructType scored(StructType columns, ScoreMethod method) {
        return columns.add(method.column(), DataTypes.DoubleType, false);
    }

    void writeSelection(JavaRDD<Row> rows) {
        TableDirectory.inRun(selection, afterwards).write(session.createDataFrame(rows, SELECTION), directory -> {});
    }
}
