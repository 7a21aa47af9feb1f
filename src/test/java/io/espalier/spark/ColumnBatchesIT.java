package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnBatchesIT {
    private static final String COLUMNS = "ColumnarBatchRow";

    @TempDir
    private static Path directory;

    private static LocalSpark spark;
    private static Dataset<Row> table;

    @BeforeAll
    static void start() {
        spark = new LocalSpark(2);
        String path = directory.resolve("table").toString();
        spark.session()
                .range(0, 10_000, 1, 3)
                .select(
                        functions
                                .concat(functions.lit("c"), functions.col("id").mod(7))
                                .as("label"),
                        functions.rand(3).as("score"),
                        functions.col("id").as("unused"),
                        functions.col("id").cast("int").as("small"),
                        functions
                                .when(functions.col("id").mod(10).notEqual(0), functions.col("id"))
                                .as("id"))
                .write()
                .parquet(path);
        table = spark.session().read().parquet(path);
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    @Test
    void rowsAreViewsOfColumnsInTheOrderAskedFor() {
        Dataset<Row> asked = table.select("id", "score", "label");

        assertThat(kinds(asked)).containsExactly(COLUMNS);
        assertThat(texts(asked))
                .hasSize(10_000)
                .containsExactlyInAnyOrderElementsOf(asked.collectAsList().stream()
                        .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
                        .toList());
    }

    /** More than are remembered, in several groups of rows with dictionaries of their own. */
    @Test
    void manyAndMissingTextsAreThoseOfTheColumn() {
        String path = directory.resolve("texts").toString();
        spark.session()
                .range(0, 40_000, 1, 1)
                .select(
                        functions.col("id"),
                        functions.lit(0.5).as("score"),
                        functions
                                .when(
                                        functions.col("id").mod(11).notEqual(0),
                                        functions.concat(
                                                functions.lit("label "),
                                                functions.expr("(id * 7919 % 3000) + id div 10000")))
                                .as("label"))
                .write()
                .option("parquet.block.size", 100_000)
                .parquet(path);
        Dataset<Row> asked = spark.session().read().parquet(path).select("id", "score", "label");

        assertThat(kinds(asked)).containsExactly(COLUMNS);
        assertThat(texts(asked))
                .hasSize(40_000)
                .containsExactlyInAnyOrderElementsOf(asked.collectAsList().stream()
                        .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
                        .toList());
    }

    @Test
    void columnsThatMustBeComputedComeAsRows() {
        Dataset<Row> asked = table.select(
                functions.col("small").cast("bigint").as("id"), functions.col("score"), functions.col("label"));

        assertThat(kinds(asked)).doesNotContain(COLUMNS).hasSize(1);
        assertThat(texts(asked))
                .containsExactlyInAnyOrderElementsOf(asked.collectAsList().stream()
                        .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
                        .toList());
    }

    @Test
    void rowsAfterAShuffleComeAsRows() {
        Dataset<Row> asked = table.select("id", "score", "label").repartition(5);

        assertThat(kinds(asked)).doesNotContain(COLUMNS).hasSize(1);
        assertThat(texts(asked)).hasSize(10_000);
    }

    private static List<String> kinds(Dataset<Row> asked) {
        JavaRDD<InternalRow> rows = ColumnBatches.rows(asked);
        return rows.map(row -> row.getClass().getSimpleName()).distinct().collect();
    }

    private static List<String> texts(Dataset<Row> asked) {
        return ColumnBatches.rows(asked)
                .map(row -> (row.isNullAt(0) ? "null" : String.valueOf(row.getLong(0))) + " " + row.getDouble(1) + " "
                        + row.getUTF8String(2))
                .collect();
    }
}
