package io.espalier.spark;

import io.espalier.importance.ScoreMethod;
import io.espalier.spark.task.IdValues;
import io.espalier.spark.task.KeptRows;
import io.espalier.spark.task.ScoreRows;
import io.espalier.spark.task.ScoredShard;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of scores and of kept examples in the run directory: Parquet, written by tasks under another name and moved when whole.
 */
final class ScoreFiles {
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
        ScoreRows rows = new ScoreRows(classes, methods);
        write(scores, shards.flatMap(rows), rows.schema(), beside);
    }

    /** Writes the kept examples with their weights. */
    void writeSelection(JavaRDD<IdValues> shards) {
        write(selection, shards.flatMap(IdValues::rows), KeptRows.SCHEMA, directory -> {});
    }

    /** Spark's own kind of rows need no code that is made for their columns: half of the time of a run's first table. */
    private void write(Path table, JavaRDD<InternalRow> rows, StructType schema, Consumer<Path> beside) {
        TableDirectory.inRun(table, afterwards)
                .write(session.internalCreateDataFrame(rows.rdd(), schema, false), unfinished -> {
                    beside.accept(unfinished);
                    return unfinished;
                });
    }
}
