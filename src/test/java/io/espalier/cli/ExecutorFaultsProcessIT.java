package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of a standalone cluster die while they train: killed from outside, or by an abort of their own native code. */
class ExecutorFaultsProcessIT {
    private static final int KILLS = 20;
    /** Of the network 64-32-32-10. In int8 a change has a byte a value and one scale. */
    private static final long VALUES = 64 * 32 + 32 + 32 * 32 + 32 + 32 * 10 + 10;

    /** The states of workers are saved first after the 13 rounds of the baseline: what is lost before is trained again. */
    private static final String SELDOM = "checkpoint.every_rounds=20";

    @TempDir
    Path directory;

    @Test
    void killedExecutorIsReplacedAndItsWorkersStateMadeAgain() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            ClusterJob job = new ClusterJob(directory, cluster, ClusterJob.KEEPING, TinyJob.LONG, SELDOM);
            RunChecks.Run run = trainedWithAnotherExecutor(job, cluster, "KILL");
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

    /** What a bad access in a native library comes to: the JVM writes its report and aborts itself. */
    @Test
    void executorThatAbortsInNativeCodeIsReplacedAndChangesNoBit() throws Exception {
        List<Path> before = traces(Path.of(""), 1);
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            ClusterJob job =
                    new ClusterJob(directory, cluster, ClusterJob.KEEPING, TinyJob.REMEMBERING, TinyJob.LONG, SELDOM);
            RunChecks.Run run = trainedWithAnotherExecutor(job, cluster, "SEGV");
            assertThat(run.weights()).isEqualTo(job.undisturbed());
            assertThat(ClusterJob.incidents(run, "replayed_rounds")).isPositive();
            assertThat(traces(cluster.directory(), Integer.MAX_VALUE))
                    .as("the JVM's own report")
                    .isNotEmpty();
        }
        assertThat(traces(Path.of(""), 1)).as("in the project").isEqualTo(before);
    }

    /**
     * Trains on a cluster of which one executor ends by a signal. The other one stands still until the cluster has put another in its place:
     * so long the run can't end.
     */
    private static RunChecks.Run trainedWithAnotherExecutor(ClusterJob job, StandaloneCluster cluster, String signal)
            throws Exception {
        try (EspalierProcess process = job.train()) {
            job.awaitRound(process, 5);
            List<ProcessHandle> executors = cluster.executors();
            assertThat(executors).hasSize(2);
            EspalierProcess.signal(signal, executors.get(0));
            EspalierProcess.signal("STOP", executors.get(1));
            executors.get(0).onExit().join();
            cluster.awaitJoinedExecutors(2);
            EspalierProcess.signal("CONT", executors.get(1));
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }
        return RunChecks.onlyRun(job.output());
    }

    @Test
    @Tag("full")
    void twentyKilledExecutorsChangeNoBit() throws Exception {
        SplitMix64 random = new SplitMix64(KILLS);
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            ClusterJob job = new ClusterJob(directory, cluster, ClusterJob.KEEPING, "training.budget={epochs: 96}");
            try (EspalierProcess process = job.train()) {
                job.awaitRound(process, 2);
                for (int kill = 1; kill <= KILLS; kill++) {
                    List<ProcessHandle> executors = cluster.joinedExecutors();
                    ProcessHandle executor = executors.get(random.nextInt(executors.size()));
                    EspalierProcess.signal("KILL", executor);
                    executor.onExit().join();
                    // The first of them may have been trained before the kill.
                    job.awaitRound(process, job.rounds() + 2);
                }
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
            RunChecks.Run run = RunChecks.onlyRun(job.output());
            assertThat(run.weights()).isEqualTo(job.undisturbed());
            assertThat(ClusterJob.incidents(run, "repacked_pieces")).isPositive();
        }
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
