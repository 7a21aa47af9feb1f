package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as it is typed, on the scores of a run. */
class SelectIT {
    @TempDir
    private Path directory;

    /** A session that another test left open would be taken: Spark has one a JVM. */
    @BeforeEach
    void noSession() {
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
    }

    @Test
    void selectsFromTheScoresOfARunWhatTheRunSelected() throws IOException {
        Path run = trained();
        Path kept = directory.resolve("new/kept");

        Result selected = run(
                "select",
                run.resolve("scores").toString(),
                "--keep",
                "0.6",
                "--selection",
                "ccs",
                "--output",
                kept.toString(),
                "--master",
                "local[2]");

        assertThat(selected.err()).isEmpty();
        assertThat(selected.code()).isZero();
        assertThat(selected.out()).contains(" examples kept by el2n, ccs\n  class ", "written: " + kept);
        assertThat(table(kept)).isNotEmpty().isEqualTo(table(run.resolve("selection")));
        JsonNode lineage =
                new ObjectMapper().readTree(kept.resolve("_lineage.json").toFile());
        assertThat(lineage.path("count").asInt()).isEqualTo(table(kept).size());
        assertThat(lineage.path("selection").asText()).isEqualTo("ccs");
        assertThat(lineage.path("thresholds").path("ranges").size()).isPositive();
        assertThat(sum(lineage.path("strata"), "kept")).isEqualTo(table(kept).size());
        assertThat(sum(lineage.path("strata"), "examples"))
                .isEqualTo(lineage.path("examples").asInt());
        assertThat(lineage.path("strata")).hasSize(10);
        assertThat(selected.out().lines().filter(line -> line.startsWith("  scores ")))
                .hasSize(10)
                .first()
                .asString()
                .matches("  scores \\S+ to \\S+: \\d+ of [0-9,]+, \\d+\\.\\d %");
        assertThat(lineage.path("data_fingerprint").asText()).isNotEmpty();
        Refusal.of(directory, "select", run.resolve("scores").toString(), "--keep", "0.6", "--output", kept.toString())
                .isEqualTo("--output " + kept + " exists; name a directory that does not");
    }

    @Test
    void explainsAndWarnsOfScoresWithoutLineage() throws IOException {
        Path scores = trained().resolve("scores");
        long id = Long.parseLong(table(scores).get(0).split(" ")[0]);
        Files.delete(scores.resolve("_lineage.json"));

        Result explained =
                run("select", scores.toString(), "--keep", "0.3", "--selection", "top", "--explain", Long.toString(id));

        assertThat(explained.code()).isZero();
        assertThat(explained.out())
                .startsWith("example " + id + ": class ")
                .contains(" are kept, those with the highest scores");
        assertThat(explained.err())
                .isEqualTo("warning: " + scores
                        + " has no _lineage.json: nothing says what its scores were computed from\n"
                        + "warning: top keeps only hard examples; below 0.5 it may lose quality, below about 0.3 it is worse"
                        + " than random: 0.3\n");
    }

    @Test
    void directoryOfARunMeansItsScores() throws IOException {
        Path run = trained();
        long id = Long.parseLong(table(run.resolve("scores")).get(0).split(" ")[0]);
        String[] more = {"--keep", "0.6", "--explain", Long.toString(id)};

        Result ofRun = run(Stream.concat(Stream.of("select", run.toString()), Stream.of(more))
                .toArray(String[]::new));
        Result ofTable =
                run(Stream.concat(Stream.of("select", run.resolve("scores").toString()), Stream.of(more))
                        .toArray(String[]::new));

        assertThat(ofRun.code()).as(ofRun.err()).isZero();
        assertThat(ofRun).isEqualTo(ofTable);
    }

    @Test
    void outputInsideOfTheTableIsRefused() throws IOException {
        Path run = trained();
        Path inside = run.resolve("scores/deep/kept");
        String said = "--output " + inside + " is inside of the table " + run.resolve("scores")
                + "; name a directory outside of it";
        Refusal.of(directory, "select", run.toString(), "--keep", "0.6", "--output", inside.toString())
                .isEqualTo(said);
        Path link = Files.createSymbolicLink(directory.resolve("link"), run.resolve("scores"));
        Refusal.of(directory, "select", link.toString(), "--keep", "0.6", "--output", inside.toString())
                .startsWith("--output " + inside + " is inside of the table " + link);
    }

    @Test
    void exampleOrColumnThatIsNotThereIsRefused() throws IOException {
        String scores = trained().resolve("scores").toString();

        Refusal.of(directory, "select", scores, "--keep", "0.3", "--explain", "1")
                .isEqualTo(scores + " has no example 1");
        Refusal.of(directory, "select", scores, "--keep", "0.3", "--score", "eln2", "--explain", "1")
                .isEqualTo(scores + " has no column of scores eln2 (--score); did you mean el2n? It has el2n");
        Refusal.of(directory, "select", scores, "--keep", "0.3", "--score", "label", "--explain", "1")
                .isEqualTo(scores + " has no column of scores label (--score). It has el2n");
    }

    @Test
    void scoresThatAreNotThoseOfTheLineageAreRefused() throws IOException {
        Path scores = trained().resolve("scores");
        Path lineage = scores.resolve("_lineage.json");
        Files.writeString(lineage, Files.readString(lineage).replaceAll("\"examples\" : \\d+", "\"examples\" : 7"));

        Refusal.of(
                        directory,
                        "select",
                        scores.toString(),
                        "--keep",
                        "0.3",
                        "--output",
                        directory.resolve("x").toString())
                .matches("(?s).* has \\d+ rows, its _lineage.json speaks of 7: .*");

        Files.writeString(lineage, "{\"schema_version\": 1}");
        Refusal.of(directory, "select", scores.toString(), "--keep", "0.3", "--explain", "1")
                .isEqualTo(lineage + " has schema_version 1, here it is 4; compute the scores again, or have train take"
                        + " them with --force-scores");
        Files.writeString(lineage, "{\"schema_version\": 4, \"meth");
        Refusal.of(directory, "select", scores.toString(), "--keep", "0.3", "--explain", "1")
                .startsWith(lineage + ", line 1: ");
    }

    @Test
    void keepBelowTheClassesIsRefused() throws IOException {
        Path scores = trained().resolve("scores");
        int size = table(scores).size();
        String few = directory.resolve("few").toString();
        Refusal.of(directory, "select", scores.toString(), "--keep", "0.001", "--output", few)
                .isEqualTo("keep 0.001 of the " + size + " examples of " + scores
                        + ": ccs keeps at least 1 example of each of 10 classes: 1");
        Refusal.of(directory, "select", scores.toString(), "--keep", "0.8", "--hardest-dropped", "0.3", "--output", few)
                .isEqualTo("select: keep must be at most 1 - hardest-dropped = 0.7: 0.8");
    }

    @Test
    void tableThatIsNoneIsRefused() throws IOException {
        Path file =
                Files.writeString(Files.createDirectory(directory.resolve("t")).resolve("a.parquet"), "none");

        Refusal.of(
                        directory,
                        "select",
                        file.getParent().toString(),
                        "--keep",
                        "0.3",
                        "--output",
                        directory.resolve("x").toString())
                .startsWith("Can't read the Parquet table " + file.getParent() + " (SCORES): ");
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Refusal.of(directory, "select", empty.toString(), "--keep", "0.3", "--explain", "1")
                .isEqualTo("Can't read the Parquet table " + empty + " (SCORES): there is no Parquet file in it");
    }

    private static int sum(JsonNode counts, String field) {
        int sum = 0;
        for (JsonNode count : counts) {
            sum += count.path(field).asInt();
        }
        return sum;
    }

    private record Result(int code, String out, String err) {}

    private static Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), Refusal.stream(err));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path trained() throws IOException {
        Path runs = directory.resolve("runs");
        Result trained = run(
                "train",
                TinyJob.write(directory).toString(),
                "--set",
                "importance.kept=0.6",
                "--master",
                "local[2]",
                "--output",
                runs.toString(),
                "--quiet");
        assertThat(trained.code()).as(trained.err()).isZero();
        try (Stream<Path> made = Files.list(runs)) {
            return made.findFirst().orElseThrow();
        }
    }

    /** Rows of a table as text, in order. */
    private static List<String> table(Path parquet) {
        SparkSession session = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
        try {
            return session.read().parquet(parquet.toString()).collectAsList().stream()
                    .map(row -> row.mkString(" "))
                    .sorted()
                    .toList();
        } finally {
            session.stop();
        }
    }
}
