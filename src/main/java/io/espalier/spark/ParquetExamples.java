package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.AskedBy;
import io.espalier.data.ExampleFormat;
import io.espalier.data.RawExample;
import io.espalier.network.Shape;
import io.espalier.run.DataPlan;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Parquet table as examples: numeric columns, or one column that is an array of numbers or a vector of Spark ML.
 *
 * @param format of every example
 * @param examples in the order of Spark's partitions of the table
 */
record ParquetExamples(ExampleFormat format, JavaRDD<RawExample> examples) {
    /**
     * Opens the table of a part, if the plan gives one.
     *
     * @throws UserException if the table can't be read or does not have the columns that the plan names
     */
    static Optional<ParquetExamples> open(SparkSession session, DataPlan plan, Part part) {
        return table(plan, part).map(table -> open(session, plan, table));
    }

    private static Optional<ParquetTable> table(DataPlan plan, Part part) {
        return switch (part) {
            case TRAIN -> plan.path().map(path -> new ParquetTable(path, AskedBy.JOB.path()));
            case VALIDATION -> plan.validationPath().map(path -> new ParquetTable(path, "data.validation_path"));
            case TEST -> plan.testPath().map(path -> new ParquetTable(path, "data.test_path"));
        };
    }

    private static ParquetExamples open(SparkSession session, DataPlan plan, ParquetTable table) {
        Dataset<Row> rows = table.open(session);
        ParquetColumns columns = new ParquetColumns(rows.schema(), plan, plan.labelled(), AskedBy.JOB, table.path());
        Dataset<Row> selected = columns.select(rows);
        int width = columns.width(selected);
        ExampleFormat format =
                new ExampleFormat(Shape.flat(width), columns.featureNames()).as(plan.image(), table.path());
        return new ParquetExamples(format, selected.toJavaRDD().map(columns.rowReader(selected, width)));
    }

    /** What was wrong with the files of a part, if a job failed because of them. */
    static Optional<UserException> damage(DataPlan plan, Part part, Throwable failure) {
        return table(plan, part).flatMap(table -> table.damage(failure));
    }
}
