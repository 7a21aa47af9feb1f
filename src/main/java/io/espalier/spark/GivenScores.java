package io.espalier.spark;

import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.data.SplitPlan;
import io.espalier.importance.ScoreMethod;
import io.espalier.spark.task.GivenMisfits;
import io.espalier.spark.task.GivenMisfits.Ids;
import io.espalier.spark.task.GivenRows;
import io.espalier.spark.task.IdValues;
import io.espalier.spark.task.NotFinite;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * A table of scores that somebody computed: any Parquet table with a column example_id and one of a method. Labels are those of the data.
 *
 * @param table its directory or file
 * @param method whose scores are read
 */
record GivenScores(Path table, ScoreMethod method) {
    private static final String KEY = "importance.scores";
    private static final String ID = ScoreColumns.ID;

    /**
     * Writes the scores by shard: those of shard w are what task w writes, in any order. One shuffle of ids and scores.
     *
     * @param split of the job's data
     * @throws UserException if the table can't be read, lacks a column, or has a row without id or score
     */
    void writeByShard(SparkSession session, SplitPlan split, TableDirectory directory) {
        ParquetTable source = new ParquetTable(LiteralPaths.of(table), KEY);
        Dataset<Row> rows = source.open(session);
        DataType id = column(rows, ID, "").dataType();
        require(ScoreColumns.IDS.contains(id), ID + " must be of an integer type: ", id);
        String score = method.column();
        DataType type = column(rows, score, " (importance.method)").dataType();
        require(type instanceof NumericType, score + " must be a number: ", type);
        source.reading(() -> {
            requireValues(rows);
            JavaRDD<InternalRow> byShard = ColumnBatches.rows(new ScoreColumns(score, false, false).select(rows, false))
                    .mapPartitionsToPair(new GivenRows(split))
                    .partitionBy(new HashPartitioner(split.workers()))
                    .flatMap(shardAndRows -> shardAndRows._2().rows());
            return ShuffleFiles.removedAfter(
                    byShard.rdd(),
                    () -> directory.write(
                            session.internalCreateDataFrame(byShard.rdd(), IdValues.schema(score), false),
                            unfinished -> unfinished));
        });
    }

    private void requireValues(Dataset<Row> rows) {
        String score = method.column();
        long empty =
                rows.filter(rows.col(ID).isNull().or(rows.col(score).isNull())).count();
        if (empty > 0) {
            throw new UserException(table + " has no value in column " + ID + " or " + score + " of " + empty
                    + (empty == 1 ? " row" : " rows"));
        }
    }

    private StructField column(Dataset<Row> rows, String name, String askedBy) {
        List<String> names = Arrays.asList(rows.columns());
        if (!names.contains(name)) {
            throw new UserException(table + " has no column " + name + askedBy
                    + NearestName.of(name, names)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(".")
                    + " Columns: " + String.join(", ", names));
        }
        return rows.schema().apply(name);
    }

    private void require(boolean kept, String rule, DataType type) {
        if (!kept) {
            throw new UserException(table + ": column " + rule + type.simpleString());
        }
    }

    /**
     * Makes sure that the table has one finite score of each example of the training part.
     *
     * @param found by shard; a shard more than once where a task was repeated
     * @param examples of the training part
     * @throws UserException that names the lowest id at which that is not so
     */
    void requireFit(List<GivenMisfits> found, long examples) {
        List<GivenMisfits> misfits = found.stream().distinct().toList();
        Ids foreign = ids(misfits, GivenMisfits::foreign);
        if (foreign.found()) {
            throw new UserException(table + " has the score of " + ID + " " + foreign.lowest()
                    + ", which is no training example of this job: it is a table of other data");
        }
        Ids repeated = ids(misfits, GivenMisfits::repeated);
        if (repeated.found()) {
            throw new UserException(table + " has two scores of " + ID + " " + repeated.lowest());
        }
        Ids missing = ids(misfits, GivenMisfits::missing);
        if (missing.found()) {
            throw new UserException(table + " has no scores of " + missing.count() + " of " + examples
                    + " training examples, the first of " + ID + " " + missing.lowest());
        }
        List<NotFinite> notFinite =
                misfits.stream().flatMap(misfit -> misfit.notFinite().stream()).toList();
        if (!notFinite.isEmpty()) {
            throw new UserException(table + ": " + NotFinite.reason(notFinite));
        }
    }

    private static Ids ids(List<GivenMisfits> misfits, Function<GivenMisfits, Ids> kind) {
        return misfits.stream().map(kind).reduce(Ids.NONE, Ids::plus);
    }
}
