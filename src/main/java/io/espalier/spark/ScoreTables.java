package io.espalier.spark;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** Tables of scores for benchmarks: made-up ones, the selection from them that a query makes, and small ones to look at. */
public final class ScoreTables {
    private static final String SCORE = "el2n";
    private static final int CLASSES = 10;
    private static final int ROWS_OF_A_FILE = 6_250_000;

    private final SparkSession session;

    ScoreTables(SparkSession session) {
        this.session = session;
    }

    /**
     * What a selection holds.
     *
     * @param hashSum sum of the hashes of all ids: equal for equal ids, whatever their order
     */
    public record Digest(long rows, String hashSum) {}

    /** Writes ids 0, 1, ..., labels of ten classes and scores uniform in [0, 1), a function of rows and seed, in several files. */
    public void write(long rows, long seed, Path directory) {
        int files = Math.toIntExact((rows + ROWS_OF_A_FILE - 1) / ROWS_OF_A_FILE);
        session.range(0, rows, 1, files)
                .select(
                        functions.col("id").as(ScoreColumns.ID),
                        functions
                                .concat(
                                        functions.lit("class"),
                                        functions.col("id").mod(CLASSES))
                                .as(ScoreColumns.LABEL),
                        functions.rand(seed).as(SCORE))
                .write()
                .parquet(LiteralPaths.of(directory));
    }

    /** Writes the ids of the highest scores as the query finds them that people write for it. It leaves open which of equal scores. */
    public void writeHighestByRowNumber(Path scores, long count, Path directory) {
        table(scores)
                .withColumn(
                        "place",
                        functions
                                .row_number()
                                .over(Window.orderBy(functions.col(SCORE).desc())))
                .filter(functions.col("place").leq(count))
                .select(functions.col(ScoreColumns.ID), functions.lit(1.0).as("weight"))
                .write()
                .parquet(LiteralPaths.of(directory));
    }

    /** Counts and sums up a selection. */
    public Digest digest(Path selection) {
        Column hash = functions.xxhash64(functions.col(ScoreColumns.ID)).cast("decimal(38,0)");
        Row sums =
                table(selection).agg(functions.count("*"), functions.sum(hash)).head();
        return new Digest(sums.getLong(0), sums.isNullAt(1) ? "0" : ((BigDecimal) sums.get(1)).toPlainString());
    }

    /**
     * Reads one column of a table that fits into the memory.
     *
     * @return score by example id
     */
    public Map<Long, Double> column(Path scores, String name) {
        Map<Long, Double> found = new HashMap<>();
        for (Row row : table(scores)
                .select(functions.col(ScoreColumns.ID), functions.col(name))
                .collectAsList()) {
            found.put(row.getLong(0), row.getDouble(1));
        }
        return found;
    }

    private Dataset<Row> table(Path directory) {
        return LiteralPaths.reader(session).parquet(LiteralPaths.of(directory));
    }
}
