package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine stands still, as a virtual one does that is moved: the executor on it and Spark's worker, which would kill the executor. It is
 * taken for lost, the run goes on without it, and then it wakes.
 */
class StoppedExecutorProcessIT {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String OFTEN = "checkpoint.every_rounds=1";
    private static final int STOPPED_AFTER = 4;
    private static final int LOST_SECONDS = 200;

    @TempDir
    Path directory;

    /** While it wakes the other one stands still, so that the run can't end before. */
    @Test
    void executorThatWakesAfterItWasTakenForLostChangesNoBit() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            ClusterJob job = new ClusterJob(directory, cluster, ClusterJob.KEEPING, TinyJob.LONG, OFTEN)
                    .withSpark(
                            "spark.network.timeout 6s",
                            "spark.network.timeoutInterval 1s",
                            "spark.executor.heartbeatInterval 1s");
            try (EspalierProcess process = job.train()) {
                job.awaitRound(process, STOPPED_AFTER);
                ProcessHandle executor = cluster.executors().get(0);
                ProcessHandle other = cluster.executors().get(1);
                stop(executor);
                // Not even the round that was in work can end without it.
                job.awaitRound(process, STOPPED_AFTER + 8);
                EspalierProcess.signal("STOP", other);
                assertThat(executor.isAlive()).isTrue();
                resume(executor);
                executor.onExit().join();
                assertThat(process.hasEnded()).as("before it woke").isFalse();
                EspalierProcess.signal("CONT", other);
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
            assertUndisturbed(job);
        }
    }

    /** What is left of the run after that is trained without a cluster. */
    @Test
    @Tag("full")
    void executorThatStandsStillFor200SecondsChangesNoBit() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            ClusterJob job = new ClusterJob(
                            directory, cluster, ClusterJob.KEEPING, "training.budget={epochs: 500}", OFTEN)
                    .withSpark("spark.network.timeout 60s");
            try (EspalierProcess process = job.train()) {
                job.awaitRound(process, STOPPED_AFTER);
                ProcessHandle executor = cluster.executors().get(0);
                ProcessHandle other = cluster.executors().get(1);
                stop(executor);
                long wakes = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOST_SECONDS);
                while (System.nanoTime() < wakes) {
                    pauseWhenItHasTrained(other, job, process);
                }
                assertThat(job.rounds())
                        .as("taken for lost after 60 s, and made good")
                        .isGreaterThan(STOPPED_AFTER + 2);
                assertThat(executor.isAlive()).isTrue();
                resume(executor);
                executor.onExit().join();
                job.awaitRound(process, job.rounds() + 2);
                process.signal("TERM");
                assertThat(process.exitCode()).as(process.errors()).isEqualTo(143);
            }
            job.resumeHere();
            assertUndisturbed(job);
        }
    }

    /** Lets an executor train for a moment; if a round has been recorded then, it stands still for far less than makes it lost. */
    private static void pauseWhenItHasTrained(ProcessHandle executor, ClusterJob job, EspalierProcess process)
            throws IOException, InterruptedException {
        int before = job.rounds();
        assertThat(process.hasEndedWithin(100)).as("before it woke").isFalse();
        if (job.rounds() > before) {
            EspalierProcess.signal("STOP", executor);
            assertThat(process.hasEndedWithin(3000)).as("before it woke").isFalse();
            EspalierProcess.signal("CONT", executor);
        }
    }

    private static void stop(ProcessHandle executor) throws IOException, InterruptedException {
        EspalierProcess.signal("STOP", executor.parent().orElseThrow());
        EspalierProcess.signal("STOP", executor);
    }

    private static void resume(ProcessHandle executor) throws IOException, InterruptedException {
        EspalierProcess.signal("CONT", executor);
        EspalierProcess.signal("CONT", executor.parent().orElseThrow());
    }

    private static void assertUndisturbed(ClusterJob job) throws IOException {
        RunChecks.Run run = RunChecks.onlyRun(job.output());
        assertThat(run.status()).isEqualTo("completed");
        assertThat(run.weights()).isEqualTo(job.undisturbed());
        assertThat(ClusterJob.incidents(run, "replayed_rounds") + ClusterJob.incidents(run, "repacked_pieces"))
                .as("made again what the lost executor had")
                .isPositive();
        assertThat(names(run.directory().resolve("checkpoints"))).hasSameElementsAs(run.checkpoints());
        for (String checkpoint : run.checkpoints()) {
            Path files = run.directory().resolve("checkpoints").resolve(checkpoint);
            assertThat(names(files)).as(checkpoint).isEqualTo(inManifest(files));
        }
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new HashSet<>(
                    files.map(file -> String.valueOf(file.getFileName())).toList());
        }
    }

    private static Set<String> inManifest(Path checkpoint) throws IOException {
        JsonNode files =
                MAPPER.readTree(checkpoint.resolve("manifest.json").toFile()).at("/files");
        Set<String> names = new HashSet<>(List.of("manifest.json"));
        files.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
