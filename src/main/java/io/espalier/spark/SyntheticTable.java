package io.espalier.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A made-up table of any length, written by Spark: a column {@code id}, features {@code f0}, {@code f1}, ... uniform in
 * [0, 1) as floats, and a {@code label} of four classes that the first three features decide.
 *
 * <p>The label is [f0 > 0.5] + 2 [(f1 > 0.5) xor (f2 > 0.5)]. A function of seed, rows and features alone.
 */
public final class SyntheticTable {
    public static final String ID = "id";
    public static final String LABEL = "label";
    public static final int LEAST_FEATURES = 3;
    private static final int ROWS_OF_A_FILE = 250_000;

    private SyntheticTable() {}

    static void write(SparkSession session, long rows, int features, long seed, Path directory) {
        int files = Math.toIntExact((rows + ROWS_OF_A_FILE - 1) / ROWS_OF_A_FILE);
        List<Column> columns = new ArrayList<>();
        columns.add(functions.col(ID));
        for (int feature = 0; feature < features; feature++) {
            columns.add(functions.rand(seed + feature).cast("float").as(name(feature)));
        }
        Column high = above(1).notEqual(above(2));
        Column label = above(0).cast("int").plus(high.cast("int").multiply(2));
        session.range(0, rows, 1, files)
                .select(columns.toArray(Column[]::new))
                .withColumn(LABEL, label)
                .write()
                .parquet(directory.toUri().toString());
    }

    private static Column above(int feature) {
        return functions.col(name(feature)).gt(0.5);
    }

    private static String name(int feature) {
        return "f" + feature;
    }
}
