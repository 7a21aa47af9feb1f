package io.espalier.spark.task;

import io.espalier.UserException;
import io.espalier.data.RawExample;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** A row of a table (label, id, features) as an example. */
public final class ReadRow implements Function<Row, RawExample> {
    private static final long serialVersionUID = 1L;
    private static final int ID = 1;
    private static final int FIRST_FEATURE = 2;
    /** Columns by which a person finds a row that has no id, and characters shown of each. */
    private static final int SHOWN_COLUMNS = 4;

    private static final int SHOWN_CHARACTERS = 40;

    private final String table;
    private final boolean keyed;
    private final boolean packed;
    private final int width;
    private final List<String> columns;

    /**
     * A task for one table.
     *
     * @param keyed whether the second column is a key
     * @param packed whether the third column holds all features, as array or vector; else each has its own column
     * @param width number of features
     */
    public ReadRow(String table, boolean keyed, boolean packed, int width, List<String> columns) {
        this.table = table;
        this.keyed = keyed;
        this.packed = packed;
        this.width = width;
        this.columns = List.copyOf(columns);
    }

    @Override
    public RawExample call(Row row) {
        String where = keyed && !row.isNullAt(ID) ? table + ", id " + row.getLong(ID) : table;
        for (int column = 0; column < row.size(); column++) {
            if (row.isNullAt(column)) {
                throw new UserException(where + ": column " + columns.get(column) + " has no value"
                        + (keyed && !row.isNullAt(ID) ? "" : inRow(row)));
            }
        }
        float[] features = packed ? unpack(row, where) : numbers(row);
        for (int i = 0; i < width; i++) {
            if (!Float.isFinite(features[i])) {
                throw new UserException(where + ": column " + columns.get(packed ? FIRST_FEATURE : FIRST_FEATURE + i)
                        + " must hold finite numbers: " + features[i]);
            }
        }
        return new RawExample(features, row.getString(0), keyed, keyed ? row.getLong(1) : 0, where);
    }

    private String inRow(Row row) {
        return IntStream.range(0, row.size())
                .filter(column -> column != ID && !row.isNullAt(column))
                .limit(SHOWN_COLUMNS)
                .mapToObj(column -> columns.get(column) + " " + shown(String.valueOf(row.get(column))))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), values -> values.isEmpty() ? "" : " in the row with " + values));
    }

    private static String shown(String value) {
        return value.length() <= SHOWN_CHARACTERS ? value : value.substring(0, SHOWN_CHARACTERS) + "...";
    }

    private float[] numbers(Row row) {
        float[] features = new float[width];
        for (int i = 0; i < width; i++) {
            features[i] = (float) row.getDouble(FIRST_FEATURE + i);
        }
        return features;
    }

    private float[] unpack(Row row, String where) {
        Object value = row.get(FIRST_FEATURE);
        int length = value instanceof Vector vector
                ? vector.size()
                : row.getList(FIRST_FEATURE).size();
        if (length != width) {
            throw new UserException(where + ": column " + columns.get(FIRST_FEATURE) + " has " + length
                    + " values, the first row has " + width);
        }
        float[] features = new float[width];
        if (value instanceof Vector vector) {
            vector.foreachActive((index, element) -> {
                features[(int) index] = (float) (double) element;
                return scala.runtime.BoxedUnit.UNIT;
            });
            return features;
        }
        List<Object> numbers = row.getList(FIRST_FEATURE);
        for (int i = 0; i < width; i++) {
            if (!(numbers.get(i) instanceof Number number)) {
                throw new UserException(
                        where + ": column " + columns.get(FIRST_FEATURE) + " has no value at place " + (i + 1));
            }
            features[i] = number.floatValue();
        }
        return features;
    }
}
