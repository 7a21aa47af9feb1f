package io.espalier.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.RunChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --scores} by tables whose lineage fits and whose rows don't. */
class GivenTableIT {
    @TempDir
    static Path directory;

    private static Path job;
    private static long first;

    /** The whole table is one that a training computed; each of the others has one fault. */
    @BeforeAll
    static void makeTables() throws IOException {
        job = job();
        Path output = directory.resolve("computed");
        TinyJob.Result trained = TinyJob.run(train("--output", output.toString()));
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        Path computed = RunChecks.onlyRun(output).directory().resolve("scores");
        try (SparkSession session = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Dataset<Row> whole = session.read().parquet(computed.toString());
            first = whole.first().getLong(0);
            Column ofFirst = col("example_id").equalTo(first);
            write(whole, computed, "whole");
            computedElsewhere(table("whole").resolve("_lineage.json"));
            write(whole.filter(not(ofFirst)), computed, "missing");
            write(whole.union(whole.filter(ofFirst)), computed, "doubled");
            write(whole.union(whole.filter(ofFirst).withColumn("example_id", lit(7000L))), computed, "foreign");
            write(whole.withColumn("el2n", when(ofFirst, lit(Double.NaN)).otherwise(col("el2n"))), computed, "nan");
            write(whole.withColumnRenamed("el2n", "el2m"), computed, "column");
            write(whole.withColumn("el2n", lit("high")), computed, "text");
        }
    }

    private static void write(Dataset<Row> rows, Path computed, String name) throws IOException {
        Path table = table(name);
        rows.write().parquet(table.toString());
        Files.copy(computed.resolve("_lineage.json"), table.resolve("_lineage.json"));
    }

    /** A table serves on other machines and with other versions than those that computed it. */
    private static void computedElsewhere(Path lineage) throws IOException {
        String here = Files.readString(lineage);
        String elsewhere = here.replaceAll("(\"(kernels|espalier)\" : \")[^\"]*", "$1elsewhere");
        assertThat(elsewhere).contains("\"kernels\" : \"elsewhere\"", "\"espalier\" : \"elsewhere\"");
        Files.writeString(lineage, elsewhere);
    }

    /** Sixty examples with ids. */
    private static Path job() throws IOException {
        String rows = IntStream.range(0, 60)
                .mapToObj(row -> row + "," + row % 7 + "," + row % 5 + "," + (row % 2 == 0 ? "a" : "b") + "\n")
                .collect(Collectors.joining());
        Path csv = Files.writeString(directory.resolve("keyed.csv"), "key,x,y,label\n" + rows);
        return Files.writeString(
                directory.resolve("keyed.yaml"),
                "data: {source: csv, path: " + csv + ", id: key}\n"
                        + "network: {kind: mlp, hidden: [8]}\n"
                        + "training: {batch: 8, budget: {epochs: 4}, steps_per_round: 2}\n");
    }

    private static Path table(String name) {
        return directory.resolve("table-" + name);
    }

    private static String[] train(String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", job.toString(), "--master", "local[1]", "--quiet"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test
    void wholeTableIsTakenWhereverItWasComputed() throws IOException {
        TinyJob.Result result = TinyJob.run(train(
                "--scores",
                table("whole").toString(),
                "--output",
                directory.resolve("taken").toString()));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("importance.scores");
        assertThat(RunChecks.onlyDirectory(directory.resolve("taken")).resolve("scores/_lineage.json"))
                .hasSameTextualContentAs(table("whole").resolve("_lineage.json"));
    }

    @Test
    void rowsThatAreNotThoseOfTheTrainingExamplesAreRefused() {
        refused("missing")
                .isEqualTo(table("missing") + " has no scores of 1 of 42 training examples, the first of example_id "
                        + first);
        refused("doubled").isEqualTo(table("doubled") + " has two scores of example_id " + first);
        refused("foreign")
                .isEqualTo(table("foreign") + " has the score of example_id 7000, which is no training example of this"
                        + " job: it is a table of other data");
    }

    @Test
    void columnsThatHoldNoScoresAreRefused() {
        refused("nan")
                .isEqualTo(table("nan") + ": scores by el2n must be finite numbers; 1 is not, the first of examples "
                        + first + " (NaN)");
        refused("column")
                .isEqualTo(
                        table("column")
                                + " has no column el2n (importance.method); did you mean el2m? Columns: example_id, label, el2m");
        refused("text").endsWith(": column el2n must be a number: string");
    }

    /** Who insists on a table of something else gets no other rows by it. */
    @Test
    void insistingChangesNothing() {
        refused("missing", "--force-scores").contains(" has no scores of 1 of 42 training examples");
        refused("nan", "--force-scores").contains("scores by el2n must be finite numbers");
    }

    /** The output's parents do not exist before. */
    private static AbstractStringAssert<?> refused(String name, String... more) {
        List<String> options = new ArrayList<>(List.of("--scores", table(name).toString()));
        options.addAll(List.of("--output", directory.resolve("new/runs").toString()));
        options.addAll(List.of(more));
        return Refusal.of(directory, train(options.toArray(String[]::new)));
    }
}
