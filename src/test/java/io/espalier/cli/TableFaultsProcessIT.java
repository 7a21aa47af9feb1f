package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.spark.Cluster;
import io.espalier.spark.ScoreTables.Digest;
import io.espalier.spark.SparkSettings;
import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A scoring and a selection on a cluster of which an executor is killed in the middle of it, gets a fraction of its processor or stands
 * still so that Spark starts copies of its tasks: the tables are those of one that nothing disturbed.
 */
class TableFaultsProcessIT {
    private static final int ROWS = 60_000;
    private static final int SCORES = 2_000_000;
    private static final int STOPPED_MILLIS = 450;
    private static final int RUNNING_MILLIS = 50;
    /** All executors take part from the first task on. */
    private static final List<String> ALL_EXECUTORS =
            List.of("spark.cores.max 4", "spark.scheduler.minRegisteredResourcesRatio 1.0");

    @TempDir
    private static Path directory;

    private static Path job;
    private static Path model;
    private static Path scores;
    private static Map<Long, List<Object>> expectedScores;
    private static Digest expectedSelection;
    private static String expectedLineage;

    /** What the workers of a scoring have to do takes seconds; so does a pass over the other table. */
    @BeforeAll
    static void scoreAndSelectUndisturbed() throws IOException {
        Path table = directory.resolve("table");
        scores = directory.resolve("scores");
        try (Cluster cluster = cluster()) {
            cluster.writeSyntheticTable(ROWS, 16, 1, table);
            SparkSession.active()
                    .range(0, SCORES, 1, 8)
                    .select(
                            functions.col("id").as("example_id"),
                            functions.expr("id % 3").cast("string").as("label"),
                            functions.rand(1).as("el2n"))
                    .write()
                    .parquet(scores.toString());
        }
        job = Files.writeString(
                directory.resolve("job.yaml"),
                "data: {source: parquet, path: " + table + ", test_fraction: 0, validation_fraction: 0}\n"
                        + "network: {kind: mlp, hidden: [256, 256]}\n"
                        + "training: {workers: 4, batch: 64, budget: {steps: 20}}\n");
        Path trained = directory.resolve("trained");
        succeed("score", job.toString(), "--output", trained.toString(), "--replicas", "1", "--proxy-fraction", "1");
        model = RunChecks.onlyDirectory(trained.resolve("proxies/1"));
        Path undisturbed = directory.resolve("undisturbed");
        succeed(scoring(undisturbed));
        expectedScores = ScoreIT.table(undisturbed.resolve("scores"));
        assertThat(expectedScores).hasSize(ROWS);
        succeed(selection(directory.resolve("kept")));
        expectedSelection = digest(directory.resolve("kept"));
        expectedLineage = lineage(directory.resolve("kept"));
        assertThat(expectedSelection.rows()).isEqualTo(SCORES / 2);
    }

    @Test
    @Tag("full")
    void executorThatIsKilledWhileScoresAreWrittenChangesNone() throws Exception {
        Path output = directory.resolve("killed-scoring");
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("killed-scoring-cluster"))) {
            try (EspalierProcess process = start(cluster, ALL_EXECUTORS, scoring(output))) {
                await(process, output.resolve("scores.writing"));
                replaceOne(cluster, output.resolve("scores"));
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
        }
        assertThat(ScoreIT.table(output.resolve("scores"))).isEqualTo(expectedScores);
    }

    /** One in the passes over the table, one while the kept examples are written. */
    @Test
    void executorsThatAreKilledDuringASelectionChangeNone() throws Exception {
        Path kept = directory.resolve("killed-selection");
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("killed-selection-cluster"))) {
            try (EspalierProcess process = start(cluster, ALL_EXECUTORS, selection(kept))) {
                cluster.awaitJoinedExecutors(2);
                replaceOne(cluster, kept);
                await(process, directory.resolve("killed-selection.writing"));
                replaceOne(cluster, kept);
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
        }
        assertThat(digest(kept)).isEqualTo(expectedSelection);
        assertThat(lineage(kept)).isEqualTo(expectedLineage);
    }

    @Test
    @Tag("full")
    void copiesOfASlowExecutorsTasksChangeNoScore() throws Exception {
        Path output = directory.resolve("copied-scoring");
        copied("copied-scoring", TableFaultsProcessIT::throttle, scoring(output));
        assertThat(ScoreIT.table(output.resolve("scores"))).isEqualTo(expectedScores);
    }

    /** Its task writes on when the copy writes too: both come to an end. */
    @Test
    @Tag("full")
    void copiesOfASlowExecutorsTasksChangeNoSelection() throws Exception {
        Path kept = directory.resolve("copied-selection");
        WriterTasks writers = new WriterTasks(directory.resolve("copied-selection.writing/espalier-unfinished"));
        copied("copied-selection", writers::holdOneUntilItIsCopied, selection(kept));
        assertThat(digest(kept)).isEqualTo(expectedSelection);
        assertThat(lineage(kept)).isEqualTo(expectedLineage);
    }

    /** What makes an executor slow. */
    private interface Slowness {
        void of(ProcessHandle executor, EspalierProcess process) throws Exception;
    }

    /** Runs a command to its end on two hosts, of which one is slow, and looks for copies where the table is written. */
    private static void copied(String name, Slowness slowness, String... command) throws Exception {
        Path events = Files.createDirectories(directory.resolve(name + "-events"));
        List<String> settings = new ArrayList<>(ALL_EXECUTORS);
        settings.addAll(List.of(
                "spark.speculation true",
                "spark.speculation.interval 50ms",
                "spark.speculation.multiplier 1.2",
                "spark.speculation.quantile 0.5",
                "spark.speculation.minTaskRuntime 50ms",
                "spark.locality.wait 0s",
                "spark.eventLog.enabled true",
                "spark.eventLog.dir " + events.toUri()));
        try (StandaloneCluster cluster = StandaloneCluster.onTwoHosts(directory.resolve(name + "-cluster"))) {
            try (EspalierProcess process = start(cluster, settings, command)) {
                cluster.awaitJoinedExecutors(2);
                slowness.of(cluster.executors().get(0), process);
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
        }
        assertThat(copiesOfWriters(events)).isPositive();
    }

    /** Until the process ends, and the executor with it. */
    private static void throttle(ProcessHandle executor, EspalierProcess process) throws Exception {
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (!process.hasEndedWithin(RUNNING_MILLIS) && executor.isAlive() && System.nanoTime() < patience) {
            EspalierProcess.signal("STOP", executor);
            boolean ended = process.hasEndedWithin(STOPPED_MILLIS);
            EspalierProcess.signal("CONT", executor);
            if (ended) {
                return;
            }
        }
    }

    /** The copies of tasks of stages that write Parquet, in Spark's log of an application's events. */
    private static long copiesOfWriters(Path events) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Set<Integer> writers = new HashSet<>();
        long copies = 0;
        for (String line : eventLines(events)) {
            JsonNode event = mapper.readTree(line);
            String kind = event.path("Event").asText();
            if (kind.equals("SparkListenerStageSubmitted")
                    && event.at("/Stage Info/Stage Name").asText().startsWith("parquet at TableDirectory")) {
                writers.add(event.at("/Stage Info/Stage ID").asInt());
            }
            if (kind.equals("SparkListenerTaskStart")
                    && event.at("/Task Info/Speculative").asBoolean()
                    && writers.contains(event.path("Stage ID").asInt())) {
                copies++;
            }
        }
        return copies;
    }

    private static List<String> eventLines(Path events) throws IOException {
        try (Stream<Path> files = Files.walk(events)) {
            Path log = files.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(log);
        }
    }

    /**
     * Kills an executor of two. The other one stands still until the cluster has put another in its place: so long what they work at can't
     * end.
     */
    private static void replaceOne(StandaloneCluster cluster, Path unfinished) throws Exception {
        List<ProcessHandle> executors = cluster.executors();
        assertThat(executors).hasSize(2);
        EspalierProcess.signal("STOP", executors.get(1));
        EspalierProcess.signal("KILL", executors.get(0));
        assertThat(unfinished).doesNotExist();
        executors.get(0).onExit().join();
        cluster.awaitJoinedExecutors(2);
        EspalierProcess.signal("CONT", executors.get(1));
    }

    private static void await(EspalierProcess process, Path path) throws Exception {
        while (!Files.exists(path)) {
            assertThat(process.hasEnded()).as(process.errors()).isFalse();
        }
    }

    private static EspalierProcess start(StandaloneCluster cluster, List<String> settings, String... command)
            throws IOException {
        Path conf = Files.createDirectories(cluster.directory().resolve("conf"));
        Files.write(conf.resolve("spark-defaults.conf"), settings);
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--master", cluster.master()));
        return EspalierProcess.startIn(
                "export SPARK_CONF_DIR='" + conf + "'; exec \"$@\"",
                cluster.directory().resolve("process"),
                words.toArray(String[]::new));
    }

    private static String[] scoring(Path output) {
        return new String[] {
            "score",
            job.toString(),
            "--model",
            model.toString(),
            "--methods",
            "el2n,loss,grand",
            "--output",
            output.toString(),
            "--quiet"
        };
    }

    private static String[] selection(Path kept) {
        return new String[] {
            "select", scores.toString(), "--keep", "0.5", "--selection", "top", "--output", kept.toString()
        };
    }

    private static void succeed(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--master", "local[2]"));
        TinyJob.Result result = TinyJob.run(words.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private static Digest digest(Path kept) throws IOException {
        try (Cluster cluster = cluster()) {
            return cluster.scoreTables().digest(kept);
        }
    }

    private static String lineage(Path kept) throws IOException {
        return Files.readString(kept.resolve("_lineage.json"));
    }

    private static Cluster cluster() throws IOException {
        return Cluster.start(
                SparkSettings.embedded("local[2]", "table", Files.createDirectories(directory.resolve("local"))));
    }
}
