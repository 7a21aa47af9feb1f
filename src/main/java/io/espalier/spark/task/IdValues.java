package io.espalier.spark.task;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Examples with a number each: a score, a weight. In arrays: as objects they would take several times the memory. Travels. */
public final class IdValues implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Types of the columns, whatever the number is called. */
    private static final StructType TYPES = schema("value");

    private final long[] ids;
    private final double[] values;
    private int size;

    /** None yet, with room for some. */
    IdValues(int room) {
        this(new long[room], new double[room], 0);
    }

    private IdValues(long[] ids, double[] values, int size) {
        this.ids = ids;
        this.values = values;
        this.size = size;
    }

    /** Columns of their rows: example_id BIGINT and the number. */
    public static StructType schema(String column) {
        return new StructType().add(ScoreRows.ID, DataTypes.LongType, false).add(column, DataTypes.DoubleType, false);
    }

    /** Number of them. */
    int size() {
        return size;
    }

    /** Adds an example where there is room for it. */
    void add(long id, double value) {
        ids[size] = id;
        values[size++] = value;
    }

    /** Gives them away, without the room for more, and starts again with none. */
    IdValues take() {
        IdValues taken = new IdValues(Arrays.copyOf(ids, size), Arrays.copyOf(values, size), size);
        size = 0;
        return taken;
    }

    /** They as rows. One row object is used for all, as Spark's own operators do. */
    public Iterator<InternalRow> rows() {
        SpecificInternalRow row = new SpecificInternalRow(TYPES);
        return IntStream.range(0, size)
                .<InternalRow>mapToObj(i -> {
                    row.setLong(0, ids[i]);
                    row.setDouble(1, values[i]);
                    return row;
                })
                .iterator();
    }
}
