package io.espalier.spark;

import io.espalier.NearestName;
import io.espalier.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table of scores, checked.
 *
 * @param score name of the column to select by
 * @param labelled whether there is a column of labels
 * @param lowIsImportant whether the score's low values are those of important examples: tasks read its negative then
 */
record ScoreColumns(String score, boolean labelled, boolean lowIsImportant) {
    static final String ID = "example_id";
    static final String LABEL = "label";
    /** Types that ids may have. */
    static final List<DataType> IDS =
            List.of(DataTypes.LongType, DataTypes.IntegerType, DataTypes.ShortType, DataTypes.ByteType);

    /**
     * Finds the columns.
     *
     * @param table names it in messages
     * @param asked name of the score; may be absent where there is only one
     * @param lowIsImportant whether the low values of a column are the important ones
     * @throws UserException if a column is missing, of another type, or not the only one that could be meant
     */
    static ScoreColumns of(StructType schema, String table, Optional<String> asked, Predicate<String> lowIsImportant) {
        List<String> names = Arrays.asList(schema.fieldNames());
        if (!names.contains(ID)) {
            throw new UserException(table + " is no table of scores: it has no column " + ID + ". Columns: "
                    + String.join(", ", names));
        }
        DataType id = schema.apply(ID).dataType();
        if (!IDS.contains(id)) {
            throw new UserException(table + ": column " + ID + " must be of an integer type: " + id.simpleString());
        }
        boolean labelled = names.contains(LABEL);
        if (labelled) {
            requireText(schema.apply(LABEL), table);
        }
        String score = score(schema, table, asked);
        return new ScoreColumns(score, labelled, lowIsImportant.test(score));
    }

    private static void requireText(StructField label, String table) {
        DataType type = label.dataType();
        if (!(type instanceof NumericType) && type != DataTypes.StringType && type != DataTypes.BooleanType) {
            throw new UserException(table + ": column " + LABEL + " is " + type.simpleString()
                    + "; allowed are text, numbers and booleans");
        }
    }

    private static String score(StructType schema, String table, Optional<String> asked) {
        List<String> scores = Arrays.stream(schema.fields())
                .filter(field -> field.dataType() instanceof NumericType)
                .map(StructField::name)
                .filter(name -> !name.equals(ID) && !name.equals(LABEL))
                .toList();
        if (scores.isEmpty()) {
            throw new UserException(
                    table + " has no column of scores: none beside " + ID + " and " + LABEL + " holds numbers");
        }
        if (asked.isEmpty() && scores.size() > 1) {
            throw new UserException(table + " has several columns of scores: " + String.join(", ", scores)
                    + "; say which with --score");
        }
        String name = asked.orElse(scores.get(0));
        if (!scores.contains(name)) {
            throw new UserException(table + " has no column of scores " + name + " (--score)"
                    + NearestName.of(name, scores)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(".")
                    + " It has " + String.join(", ", scores));
        }
        return name;
    }

    /** The same columns of examples without labels. */
    ScoreColumns unlabelled() {
        return new ScoreColumns(score, false, lowIsImportant);
    }

    /** The table with the columns that tasks read: id BIGINT, score DOUBLE and, where asked for, label STRING. */
    Dataset<Row> select(Dataset<Row> table, boolean withLabels) {
        List<Column> columns = new ArrayList<>();
        columns.add(column(table, ID).cast(DataTypes.LongType).as(ID));
        Column value = column(table, score).cast(DataTypes.DoubleType);
        columns.add((lowIsImportant ? functions.negate(value) : value).as(score));
        if (withLabels) {
            columns.add(column(table, LABEL).cast(DataTypes.StringType).as(LABEL));
        }
        return table.select(columns.toArray(Column[]::new));
    }

    private static Column column(Dataset<Row> table, String name) {
        return table.col("`" + name.replace("`", "``") + "`");
    }
}
