package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.spark.Cluster;
import io.espalier.spark.SparkSettings;
import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scoring on a cluster, of which an executor or the driver is killed: the table is that of one that nothing disturbed. */
class ScoreProcessIT {
    /** Long enough to be disturbed: 64 rounds of the second network are to come when it begins. */
    private static final String[] SCORING = {
        "--methods",
        "el2n,loss,prototype",
        "--replicas",
        "2",
        "--proxy-fraction",
        "1",
        "--set",
        "training.budget={epochs: 32}",
        "--set",
        "checkpoint.every_rounds=5",
        "--quiet"
    };

    @TempDir
    Path directory;

    @Test
    void killedExecutorAndKilledDriverChangeNoScore() throws Exception {
        Path job = TinyJob.write(directory);
        Path undisturbed = directory.resolve("undisturbed");
        TinyJob.Result result = TinyJob.run(arguments(job, undisturbed, "local[2]"));
        assertThat(result.exitCode()).as(result.err()).isZero();
        Map<Long, List<Object>> expected = ScoreIT.table(undisturbed.resolve("scores"));

        Path disturbed = directory.resolve("disturbed");
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            String[] arguments = arguments(job, disturbed, cluster.master());
            try (EspalierProcess first = start(arguments)) {
                awaitRound(first, disturbed, 1, 6);
                EspalierProcess.signal("KILL", cluster.executors().get(0));
                awaitRound(first, disturbed, 2, 6);
                first.kill();
            }
            assertThat(disturbed.resolve("scores")).doesNotExist();
            Path second = RunChecks.onlyDirectory(disturbed.resolve("proxies/2"));
            try (EspalierProcess again = start(arguments)) {
                assertThat(again.exitCode()).as(again.errors()).isZero();
            }
            assertThat(RunChecks.onlyDirectory(disturbed.resolve("proxies/2"))).isEqualTo(second);
            assertThat(RunChecks.onlyRun(disturbed.resolve("proxies/2"))
                            .record()
                            .at("/provenance/resumes")
                            .asInt())
                    .isEqualTo(1);
        }
        assertThat(ScoreIT.table(disturbed.resolve("scores"))).isEqualTo(expected);
    }

    private EspalierProcess start(String... arguments) throws IOException {
        return EspalierProcess.start(directory.resolve("process"), arguments);
    }

    private static void awaitRound(EspalierProcess process, Path output, int proxy, int round)
            throws IOException, InterruptedException {
        process.awaitInRun(output.resolve("proxies/" + proxy), "rounds.jsonl", "\"round\":" + round + ",");
    }

    private static String[] arguments(Path job, Path output, String master) {
        List<String> arguments = new ArrayList<>(List.of("score", job.toString(), "--output", output.toString()));
        arguments.addAll(List.of(SCORING));
        arguments.addAll(List.of("--master", master, "--set", "cluster.executors=2"));
        return arguments.toArray(String[]::new);
    }

    /** Ids are hashes of the rows' content; the driver, which is the executor too here, has a heap of 1 GB. */
    @Test
    @Tag("full")
    void tenMillionRowsWithoutIdsAreScoredInOneGigabyte() throws Exception {
        Path table = directory.resolve("table");
        try (Cluster cluster = Cluster.start(
                SparkSettings.embedded("local[2]", "table", Files.createDirectories(directory.resolve("local"))))) {
            cluster.writeSyntheticTable(10_000_000, 4, 1, table);
        }
        Path job = Files.writeString(
                directory.resolve("large.yaml"),
                "data: {source: parquet, path: " + table + ", test_fraction: 0, validation_fraction: 0}\n"
                        + "network: {kind: mlp, hidden: [8]}\n"
                        + "training: {workers: 16, batch: 256, budget: {steps: 200}}\n");
        Path output = directory.resolve("large");
        try (EspalierProcess process = start(
                "score",
                job.toString(),
                "--output",
                output.toString(),
                "--master",
                "local[2]",
                "--methods",
                "el2n,loss,margin",
                "--replicas",
                "1",
                "--quiet")) {
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }
        JsonNode lineage = new ObjectMapper()
                .readTree(output.resolve("scores/_lineage.json").toFile());
        assertThat(lineage.at("/examples").asLong()).isEqualTo(10_000_000);
        try (SparkSession session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Dataset<Row> ids =
                    session.read().parquet(output.resolve("scores").toString()).select("example_id");
            assertThat(ids.count()).isEqualTo(10_000_000);
            assertThat(ids.distinct().count()).isEqualTo(10_000_000);
        }
    }
}
