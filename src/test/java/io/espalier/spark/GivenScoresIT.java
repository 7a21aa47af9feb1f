package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.ScoreMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores of a table that a run takes instead of computing them. */
class GivenScoresIT {
    private static final TrainingPlan PLAN = Backends.digits();

    private static Backends backends;
    private static float[] trained;
    /** Those that the run has computed. */
    private static Dataset<Row> scores;

    @TempDir
    static Path directory;

    @BeforeAll
    static void train() {
        backends = new Backends(LocalSpark.withoutStandingTasks(2), directory, new Dl4jReplicaFactory());
        try (SparkBackend backend = backends.open("computed", PLAN)) {
            trained = Training.weights(PLAN, backend);
        }
        scores = backends.read(backends.tables("computed").scores());
    }

    @AfterAll
    static void stopSpark() {
        backends.spark().close();
    }

    /** Whatever the order of its rows and the number of its files, wherever the run keeps its scores, and although shards got lost. */
    @Test
    void scoresOfATableAreTakenAndWrittenAgain() {
        Path shuffled = directory.resolve("table-shuffled");
        scores.repartition(7).sortWithinPartitions("el2n").write().parquet(shuffled.toString());
        for (int gathered : new int[] {ScoreMemory.GATHERED_ROWS, 0}) {
            String run = "taken-" + gathered;
            TrainingPlan plan = Backends.digits("importance.scores=" + shuffled);
            try (SparkBackend backend = backends.openGathering(gathered, run, plan)) {
                Backends.loseShards(run, plan);
                backend.take(shuffled);
                assertThat(rows(backends.tables(run).scores())).isEqualTo(Set.copyOf(scores.collectAsList()));
                assertThat(backends.tables(run).scores().resolveSibling("scores.given"))
                        .doesNotExist();
                assertThat(Training.weights(plan, backend)).isEqualTo(trained);
            }
        }
    }

    /** The ids of this job don't fit into a short: that they are no training examples is said of its values, not of its type. */
    @Test
    void idsOfATableMayBeOfAnyIntegerType() {
        for (String type : List.of("tinyint", "smallint", "int")) {
            Dataset<Row> narrow =
                    scores.limit(1).withColumn("example_id", functions.lit(7).cast(type));
            refusedTable(narrow, type).contains(" has the score of example_id 7, which is no training example");
        }
    }

    private static Set<Row> rows(Path table) {
        return Set.copyOf(backends.read(table).collectAsList());
    }

    @Test
    void tableThatDoesNotHaveOneFiniteScoreOfEachExampleIsRefused() {
        long first = scores.first().getLong(0);
        Column id = functions.col("example_id");
        Dataset<Row> one = scores.filter(id.equalTo(first));
        refusedTable(scores.union(one), "two").endsWith(" has two scores of example_id " + first);
        refusedTable(scores.filter(id.notEqual(first)), "missing")
                .endsWith(" has no scores of 1 of 1259 training examples, the first of example_id " + first);
        refusedTable(scores.union(one.withColumn("example_id", functions.lit(7L))), "more")
                .endsWith(" has the score of example_id 7, which is no training example of this job: it is a table of"
                        + " other data");
        refusedTable(
                        scores.withColumn(
                                "el2n",
                                functions
                                        .when(id.equalTo(first), functions.lit(Double.NaN))
                                        .otherwise(functions.col("el2n"))),
                        "nan")
                .endsWith(
                        ": scores by el2n must be finite numbers; 1 is not, the first of examples " + first + " (NaN)");
        refusedTable(scores.withColumn("el2n", functions.when(id.notEqual(first), functions.col("el2n"))), "null")
                .endsWith(" has no value in column example_id or el2n of 1 row");
        refusedTable(scores.withColumnRenamed("el2n", "el2m"), "column")
                .endsWith(
                        " has no column el2n (importance.method); did you mean el2m? Columns: example_id, label, el2m");
        refusedTable(scores.withColumnRenamed("example_id", "id"), "id")
                .contains(" has no column example_id")
                .endsWith(" Columns: id, label, el2n");
        refusedTable(scores.withColumn("el2n", functions.lit("high")), "text")
                .endsWith(": column el2n must be a number: string");
        refusedTable(scores.drop("example_id"), "bare").endsWith(" has no column example_id. Columns: label, el2n");
    }

    /** The files of a table are those of two others, in the order of their names. */
    @Test
    void tableWithFilesOfTwoSchemasIsRefused() throws IOException {
        Path table = Files.createDirectory(directory.resolve("table-mixed"));
        int number = 0;
        for (Dataset<Row> part : List.of(scores, scores.withColumn("el2n", functions.lit("high")))) {
            Path written = directory.resolve("part-" + number++);
            part.coalesce(1).write().parquet(written.toString());
            try (Stream<Path> files = Files.list(written)) {
                Path file = files.filter(each -> each.toString().endsWith(".parquet"))
                        .findFirst()
                        .orElseThrow();
                Files.copy(file, table.resolve(number + ".parquet"));
            }
        }
        refusedTable(table, "mixed")
                .startsWith("Can't read the Parquet table ")
                .endsWith("2.parquet. Column: [el2n], Expected: double, Found: BINARY.");
    }

    /** Before a round is trained. */
    @Test
    void tableThatASelectionCantGoByIsRefused() {
        Path table = directory.resolve("table-negative");
        scores.withColumn("el2n", functions.negate(functions.col("el2n")))
                .write()
                .parquet(table.toString());
        TrainingPlan weighted = Backends.digits("importance.selection=weighted");
        try (SparkBackend backend = backends.open("weighted", weighted)) {
            assertThatThrownBy(() -> backend.take(table))
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith("importance.selection: weighted needs importance with a mean above 0: -");
        }
    }

    private static AbstractStringAssert<?> refusedTable(Dataset<Row> rows, String name) {
        Path table = directory.resolve("table-" + name);
        rows.write().parquet(table.toString());
        return refusedTable(table, name);
    }

    private static AbstractStringAssert<?> refusedTable(Path table, String name) {
        try (SparkBackend backend = backends.open("refused-" + name, PLAN)) {
            return assertThatThrownBy(() -> backend.take(table))
                    .isInstanceOf(UserException.class)
                    .message();
        }
    }
}
