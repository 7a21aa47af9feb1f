package io.espalier.spark;

import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.data.AskedBy;
import io.espalier.run.DataPlan;
import io.espalier.spark.task.ReadRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a table that make an example: label, id and features, checked. */
final class ParquetColumns {
    private static final int FIRST_FEATURE = 2;

    private final String path;
    private final Optional<StructField> label;
    private final Optional<String> id;
    private final List<StructField> features;
    private final boolean packed;

    /**
     * Finds the columns of a plan.
     *
     * @param labelled whether a label is read; if not, the label column may be missing
     * @param path of the table, for messages
     * @throws UserException if a column is missing or of a type that can't be used
     */
    ParquetColumns(StructType schema, DataPlan plan, boolean labelled, AskedBy by, String path) {
        this.path = path;
        this.label = labelled ? Optional.of(column(schema, plan.label(), by.label())) : Optional.empty();
        label.ifPresent(field -> requireName(field, by.label()));
        this.id = plan.id();
        id.ifPresent(name -> requireInteger(column(schema, name, by.id()), by.id()));
        by.requireDistinct(
                Stream.concat(label.stream().map(StructField::name), id.stream())
                        .toList(),
                plan.features());
        this.features = plan.features().isEmpty()
                ? unnamed(schema, plan, by)
                : plan.features().stream()
                        .map(name -> column(schema, name, by.features()))
                        .toList();
        this.packed = features.size() == 1 && isPacked(features.get(0).dataType());
        requireFeatures(schema);
    }

    private StructField column(StructType schema, String name, String askedBy) {
        List<String> names = Arrays.asList(schema.fieldNames());
        if (!names.contains(name)) {
            String proposal = proposal(name, names);
            throw new UserException(path + " has no column " + name + " (" + askedBy + ")"
                    + (proposal.isEmpty() ? "." : proposal) + " Columns: " + String.join(", ", names));
        }
        return schema.apply(name);
    }

    private static String proposal(String name, List<String> known) {
        return NearestName.of(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
    }

    private void requireName(StructField field, String askedBy) {
        DataType type = field.dataType();
        if (!(type instanceof NumericType) && type != DataTypes.StringType && type != DataTypes.BooleanType) {
            throw new UserException(path + ": column " + field.name() + " (" + askedBy + ") is " + type.simpleString()
                    + "; allowed are text, numbers and booleans");
        }
    }

    private void requireInteger(StructField field, String askedBy) {
        if (!List.of(DataTypes.LongType, DataTypes.IntegerType, DataTypes.ShortType, DataTypes.ByteType)
                .contains(field.dataType())) {
            throw new UserException(path + ": column " + field.name() + " (" + askedBy
                    + ") must be of an integer type: " + field.dataType().simpleString());
        }
    }

    /**
     * The columns that have no other use. A model without feature names was trained on one array or vector, or on a source without
     * columns: then one array or vector is what is meant, whatever numbers stand beside it.
     */
    private static List<StructField> unnamed(StructType schema, DataPlan plan, AskedBy by) {
        List<StructField> free = Arrays.stream(schema.fields())
                .filter(field ->
                        !field.name().equals(plan.label()) && !plan.id().equals(Optional.of(field.name())))
                .filter(field -> field.dataType() instanceof NumericType || isPacked(field.dataType()))
                .toList();
        List<StructField> packed =
                free.stream().filter(field -> isPacked(field.dataType())).toList();
        return by == AskedBy.COMMAND && packed.size() == 1 ? packed : free;
    }

    private void requireFeatures(StructType schema) {
        if (features.isEmpty()) {
            throw new UserException(path + " has no numeric column beside the label");
        }
        for (StructField field : features) {
            if (!packed && !(field.dataType() instanceof NumericType)) {
                List<String> numeric = Arrays.stream(schema.fields())
                        .filter(other -> other.dataType() instanceof NumericType)
                        .map(StructField::name)
                        .toList();
                throw new UserException(path + ": feature column " + field.name() + " is "
                        + field.dataType().simpleString()
                        + "; allowed are numeric columns, or one single array or vector column"
                        + proposal(field.name(), numeric));
            }
        }
    }

    private static boolean isPacked(DataType type) {
        return type instanceof ArrayType array && array.elementType() instanceof NumericType
                || type.sameType(SQLDataTypes.VectorType());
    }

    /** One name a feature; empty where they are packed in one column. */
    List<String> featureNames() {
        return packed ? List.of() : features.stream().map(StructField::name).toList();
    }

    /** The table with the columns that {@link #rowReader} reads; without labels, the first is "". */
    Dataset<Row> select(Dataset<Row> table) {
        List<Column> columns = new ArrayList<>();
        columns.add(label.map(field -> column(table, field.name()).cast(DataTypes.StringType))
                .orElse(functions.lit("")));
        columns.add(id.map(name -> column(table, name).cast(DataTypes.LongType)).orElse(functions.lit(0L)));
        for (StructField feature : features) {
            Column column = column(table, feature.name());
            columns.add(packed ? column : column.cast(DataTypes.DoubleType));
        }
        return table.select(columns.toArray(Column[]::new));
    }

    private static Column column(Dataset<Row> table, String name) {
        return table.col("`" + name.replace("`", "``") + "`");
    }

    /** Values of one example; looks at the first row where they are packed. */
    int width(Dataset<Row> selected) {
        return packed ? packedWidth(selected, features.get(0)) : features.size();
    }

    private int packedWidth(Dataset<Row> selected, StructField field) {
        List<Row> first = selected.takeAsList(1);
        if (first.isEmpty()) {
            throw new UserException(path + " has no rows");
        }
        if (first.get(0).isNullAt(FIRST_FEATURE)) {
            throw new UserException(path + ", row 1: column " + field.name() + " has no value");
        }
        return field.dataType() instanceof ArrayType
                ? first.get(0).getList(FIRST_FEATURE).size()
                : first.get(0).<Vector>getAs(FIRST_FEATURE).size();
    }

    /** Makes examples of the rows of {@link #select}. */
    ReadRow rowReader(Dataset<Row> selected, int width) {
        return new ReadRow(path, id.isPresent(), packed, width, List.of(selected.columns()));
    }
}
