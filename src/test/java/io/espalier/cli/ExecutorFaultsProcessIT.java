package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of a standalone cluster die while they train: killed from outside, or by an abort of their own native code. */
class ExecutorFaultsProcessIT {
    /** Of the network 64-32-32-10. In int8 a change has a byte a value and one scale. */
    private static final long VALUES = 64 * 32 + 32 + 32 * 32 + 32 + 32 * 10 + 10;

    @TempDir
    Path directory;

    @Test
    void killedExecutorIsReplacedAndItsWorkersStateMadeAgain() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            // Long enough for the cluster to put another executor in its place.
            ClusterJob job = new ClusterJob(
                    directory, cluster, ClusterJob.KEEPING, "training.engine=dl4j", "training.budget={epochs: 64}");
            RunChecks.Run run = disturbed(job, cluster, "KILL", 5);
            assertThat(run.weights()).isEqualTo(job.undisturbed());
            assertThat(ClusterJob.incidents(run, "replayed_rounds")).isPositive();
            assertThat(ClusterJob.incidents(run, "repacked_pieces")).isPositive();
            assertThat(run.rounds("baseline")).isNotEmpty().allSatisfy(round -> {
                assertThat(round.at("/bytes_up").asLong()).isEqualTo(2 * (VALUES + 4));
                assertThat(round.at("/bytes_down").asLong()).isEqualTo(2 * 4 * VALUES);
            });
            assertThat(run.record().at("/provenance/executors"))
                    .as("driver, two executors, and the one in the place of the killed one")
                    .hasSize(4);
        }
    }

    @Test
    @Tag("full")
    void twentyKilledExecutorsChangeNoBit() throws Exception {
        List<Integer> rounds = new ArrayList<>();
        for (int round = 2; round <= 40; round += 2) {
            rounds.add(round);
        }
        int[] killAfter = rounds.stream().mapToInt(Integer::intValue).toArray();
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            ClusterJob job = new ClusterJob(directory, cluster, ClusterJob.KEEPING, "training.budget={epochs: 32}");
            assertThat(disturbed(job, cluster, "KILL", killAfter).weights()).isEqualTo(job.undisturbed());
        }
    }

    /** What a bad access in a native library comes to: the JVM writes its report and aborts itself. */
    @Test
    @Tag("full")
    void executorThatAbortsInNativeCodeIsReplacedAndChangesNoBit() throws Exception {
        List<Path> before = traces(Path.of(""), 1);
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            ClusterJob job = new ClusterJob(directory, cluster, ClusterJob.KEEPING);
            RunChecks.Run run = disturbed(job, cluster, "SEGV", 5);
            assertThat(run.weights()).isEqualTo(job.undisturbed());
            assertThat(ClusterJob.incidents(run, "replayed_rounds")).isPositive();
            assertThat(traces(cluster.directory(), Integer.MAX_VALUE))
                    .as("the JVM's own reports")
                    .isNotEmpty();
        }
        assertThat(traces(Path.of(""), 1)).as("in the project").isEqualTo(before);
    }

    /** Trains on a cluster of which one executor gets a signal after each of some rounds. */
    private static RunChecks.Run disturbed(ClusterJob job, StandaloneCluster cluster, String signal, int... after)
            throws Exception {
        SplitMix64 random = new SplitMix64(after.length);
        try (EspalierProcess process = job.train()) {
            for (int round : after) {
                job.awaitRound(process, round);
                List<ProcessHandle> executors = cluster.executors();
                if (!executors.isEmpty()) {
                    ProcessHandle executor = executors.get(random.nextInt(executors.size()));
                    EspalierProcess.signal(signal, executor);
                    executor.onExit().join();
                }
            }
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }
        return RunChecks.onlyRun(job.output());
    }

    /** What an aborted JVM leaves. */
    private static List<Path> traces(Path root, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(root, depth)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> String.valueOf(file.getFileName()).matches("hs_err_pid.*|core(\\.\\d+)?"))
                    .toList();
        }
    }
}
