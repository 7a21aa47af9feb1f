package io.espalier.spark;

import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.data.ExampleFormat;
import io.espalier.data.RawExample;
import io.espalier.network.Shape;
import io.espalier.run.DataPlan;
import io.espalier.spark.task.ReadRow;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet table as examples: numeric columns, or one column that is an array of numbers or a vector of Spark ML.
 *
 * @param format of every example
 * @param examples in the order of the table's files
 */
record ParquetExamples(ExampleFormat format, JavaRDD<RawExample> examples) {
    /**
     * Opens the table of a part, if the plan gives one.
     *
     * @throws UserException if the table can't be read or does not have the columns that the plan names
     */
    static Optional<ParquetExamples> open(SparkSession session, DataPlan plan, Part part) {
        return path(plan, part).map(path -> open(session, plan, path, key(part)));
    }

    private static Optional<String> path(DataPlan plan, Part part) {
        return switch (part) {
            case TRAIN -> plan.path();
            case VALIDATION -> plan.validationPath();
            case TEST -> plan.testPath();
        };
    }

    private static String key(Part part) {
        return switch (part) {
            case TRAIN -> "data.path";
            case VALIDATION -> "data.validation_path";
            case TEST -> "data.test_path";
        };
    }

    /**
     * What was wrong with the files of a part, if a job failed because of them. A table can be opened although some of its files are
     * damaged: that shows when they are read.
     */
    static Optional<UserException> damage(DataPlan plan, Part part, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            boolean inParquet = trace.length > 0 && trace[0].getClassName().startsWith("org.apache.parquet.");
            if (inParquet || cause instanceof ChecksumException) {
                return Optional.of(unreadable(path(plan, part).orElse(""), key(part), cause));
            }
        }
        return Optional.empty();
    }

    /** Spark wraps what went wrong in the job that looks at the files: the innermost reason is the one to tell. */
    private static UserException unreadable(String path, String key, Throwable cause) {
        Throwable innermost = cause;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String reason =
                String.valueOf(innermost.getMessage()).lines().findFirst().orElse("unknown reason");
        return new UserException("Can't read the Parquet table " + key + " " + path + ": " + reason, cause);
    }

    private static ParquetExamples open(SparkSession session, DataPlan plan, String path, String key) {
        Dataset<Row> table = read(session, path, key);
        StructField label = column(table.schema(), plan.label(), path, "data.label");
        requireName(label, path);
        plan.id().ifPresent(id -> requireInteger(column(table.schema(), id, path, "data.id"), path));
        List<StructField> features = features(table.schema(), plan, path);
        List<Column> columns = new ArrayList<>();
        columns.add(table.col(quoted(label.name())).cast(DataTypes.StringType));
        columns.add(plan.id()
                .map(id -> table.col(quoted(id)).cast(DataTypes.LongType))
                .orElse(functions.lit(0L)));
        boolean packed = features.size() == 1 && isPacked(features.get(0).dataType());
        for (StructField feature : features) {
            Column column = table.col(quoted(feature.name()));
            columns.add(packed ? column : column.cast(DataTypes.DoubleType));
        }
        Dataset<Row> selected = table.select(columns.toArray(Column[]::new));
        int width = packed ? packedWidth(selected, features.get(0), path) : features.size();
        List<String> names =
                packed ? List.of() : features.stream().map(StructField::name).toList();
        ExampleFormat format = new ExampleFormat(Shape.flat(width), names).as(plan.image(), path);
        JavaRDD<RawExample> examples = selected.toJavaRDD()
                .map(new ReadRow(path, plan.id().isPresent(), packed, width, List.of(selected.columns())));
        return new ParquetExamples(format, examples);
    }

    private static Dataset<Row> read(SparkSession session, String path, String key) {
        try {
            return LiteralPaths.reader(session).parquet(path);
        } catch (Exception e) {
            // Scala does not declare its exceptions: AnalysisException (no such path, no schema) is checked in Java's
            // eyes.
            if (e instanceof AnalysisException || e.getCause() != null) {
                throw unreadable(path, key, e);
            }
            throw e;
        }
    }

    private static StructField column(StructType schema, String name, String path, String key) {
        List<String> names = Arrays.asList(schema.fieldNames());
        if (!names.contains(name)) {
            throw new UserException(path + " has no column " + name + " (" + key + ")"
                    + NearestName.of(name, names)
                            .map(nearest -> "; did you mean " + nearest + "?")
                            .orElse("")
                    + " Columns: " + String.join(", ", names));
        }
        return schema.apply(name);
    }

    private static void requireName(StructField label, String path) {
        DataType type = label.dataType();
        if (!(type instanceof NumericType) && type != DataTypes.StringType && type != DataTypes.BooleanType) {
            throw new UserException(path + ": column " + label.name() + " (data.label) is " + type.simpleString()
                    + "; allowed are text, numbers and booleans");
        }
    }

    private static void requireInteger(StructField id, String path) {
        if (!List.of(DataTypes.LongType, DataTypes.IntegerType, DataTypes.ShortType, DataTypes.ByteType)
                .contains(id.dataType())) {
            throw new UserException(path + ": column " + id.name() + " (data.id) must be of an integer type: "
                    + id.dataType().simpleString());
        }
    }

    private static List<StructField> features(StructType schema, DataPlan plan, String path) {
        List<StructField> features = new ArrayList<>();
        if (!plan.features().isEmpty()) {
            plan.features().forEach(name -> features.add(column(schema, name, path, "data.features")));
        } else {
            for (StructField field : schema.fields()) {
                boolean taken = field.name().equals(plan.label()) || plan.id().equals(Optional.of(field.name()));
                if (!taken && (field.dataType() instanceof NumericType || isPacked(field.dataType()))) {
                    features.add(field);
                }
            }
        }
        if (features.isEmpty()) {
            throw new UserException(
                    path + " has no numeric column beside the label; data.features names the feature columns");
        }
        for (StructField field : features) {
            boolean alone = features.size() == 1 && isPacked(field.dataType());
            if (!alone && !(field.dataType() instanceof NumericType)) {
                throw new UserException(path + ": feature column " + field.name() + " is "
                        + field.dataType().simpleString()
                        + "; allowed are numeric columns, or one single array or vector column");
            }
        }
        return features;
    }

    private static boolean isPacked(DataType type) {
        return type instanceof ArrayType array && array.elementType() instanceof NumericType
                || type.sameType(SQLDataTypes.VectorType());
    }

    private static int packedWidth(Dataset<Row> selected, StructField field, String path) {
        List<Row> first = selected.takeAsList(1);
        if (first.isEmpty()) {
            throw new UserException(path + " has no rows");
        }
        if (first.get(0).isNullAt(2)) {
            throw new UserException(path + ", row 1: column " + field.name() + " has no value");
        }
        return field.dataType() instanceof ArrayType
                ? first.get(0).getList(2).size()
                : first.get(0).<Vector>getAs(2).size();
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }
}
