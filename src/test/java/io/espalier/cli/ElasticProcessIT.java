package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.OtherKernels;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of a standalone cluster that come and go while a run goes on. */
class ElasticProcessIT {
    private static final int LET_GO_MILLIS = 50;
    /** For three seconds in all: Spark asks after one. */
    private static final int LOOKS = 30;

    private static final int LOOK_MILLIS = 100;

    @TempDir
    Path directory;

    /** The second worker has the kernels of another processor; the first one is stopped until it is there, and then lost. */
    @Test
    @Tag("full")
    void lateExecutorWithOtherKernelsEndsTheRunWhichCanBeResumed() throws Exception {
        String others = OtherKernels.coreType();
        Path output = directory.resolve("runs");
        try (StandaloneCluster cluster = StandaloneCluster.startWithOneWorker(directory.resolve("cluster"))) {
            String run;
            try (EspalierProcess process = train(cluster, output, TinyJob.LONG)) {
                run = process.awaitInRun(output, "rounds.jsonl", "\"round\":3,")
                        .getFileName()
                        .toString();
                EspalierProcess.signal("STOP", cluster.executors().get(0));
                cluster.addWorker("export OPENBLAS_CORETYPE=" + others + "; exec \"$@\"");
                cluster.awaitExecutors(2);
                cluster.endWorker(1);
                assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
                assertThat(process.errors())
                        .containsPattern(
                                "espalier: Executor 1 on 127\\.0\\.0\\.1 computes with other kernels \\([0-9a-f]+\\)"
                                        + " than the run \\([0-9a-f]+\\); a run needs executors of one CPU family; remove the cause and"
                                        + " continue the run with --resume " + run + "\n");
            }
            assertThat(RunChecks.onlyRun(output).status()).isEqualTo("failed");
            cluster.endWorker(2);
            cluster.addWorker();
            try (EspalierProcess process = EspalierProcess.startIn(
                    OtherKernels.LET_WORKERS_CHOOSE,
                    directory,
                    "train",
                    "--resume",
                    run,
                    "--output",
                    output.toString(),
                    "--master",
                    cluster.master())) {
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
        }
        assertThat(RunChecks.onlyRun(output).weights())
                .isEqualTo(TinyJob.undisturbed(TinyJob.LONG).weights());
    }

    /**
     * Spark asks for another executor when tasks wait for longer than a second, as they do while the only one stands still, and gives back
     * the one that has nothing to do for a second, as while the first one has all data. The first one's worker is lost when the other one is
     * there again.
     */
    @Test
    @Tag("full")
    void executorsThatComeAndGoGiveTheSameBits() throws Exception {
        Files.writeString(
                directory.resolve("spark-defaults.conf"),
                """
                spark.dynamicAllocation.enabled true
                spark.dynamicAllocation.shuffleTracking.enabled true
                spark.dynamicAllocation.executorIdleTimeout 1s
                spark.executor.cores 2
                """);
        String[] sets = {ClusterJob.KEEPING, "training.workers=4", "training.budget={steps: 3000}"};
        Path output = directory.resolve("runs");
        try (StandaloneCluster cluster = StandaloneCluster.startWithOneWorker(directory.resolve("cluster"));
                EspalierProcess process = train(cluster, output, sets)) {
            process.awaitInRun(output, "rounds.jsonl", "\"round\":2,");
            ProcessHandle first = cluster.executors().get(0);
            cluster.addWorker();
            stopUntilAnotherIsAskedFor(first, cluster, process);
            cluster.awaitJoinedExecutors(2);
            EspalierProcess.signal("CONT", first);
            cluster.awaitExecutors(1);
            stopUntilAnotherIsAskedFor(first, cluster, process);
            cluster.awaitJoinedExecutors(2);
            cluster.endWorker(1);
            assertThat(process.hasEnded()).as("before the worker was lost").isFalse();
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }
        RunChecks.Run run = RunChecks.onlyRun(output);
        assertThat(ClusterJob.incidents(run, "repacked_pieces")).isPositive();
        assertThat(run.weights()).isEqualTo(TinyJob.undisturbed(sets).weights());
    }

    /** The only executor stands still on return. No task waits where it is stopped at the end of a round: then it is stopped again. */
    private static void stopUntilAnotherIsAskedFor(
            ProcessHandle only, StandaloneCluster cluster, EspalierProcess process)
            throws IOException, InterruptedException {
        while (cluster.executors().size() == 1) {
            EspalierProcess.signal("CONT", only);
            assertThat(process.hasEndedWithin(LET_GO_MILLIS))
                    .as("before its fault")
                    .isFalse();
            EspalierProcess.signal("STOP", only);
            for (int wait = 0; cluster.executors().size() == 1 && wait < LOOKS; wait++) {
                assertThat(process.hasEndedWithin(LOOK_MILLIS))
                        .as("before its fault")
                        .isFalse();
            }
        }
        EspalierProcess.signal("STOP", only);
    }

    private EspalierProcess train(StandaloneCluster cluster, Path output, String... sets) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("train", TinyJob.write(directory).toString(), "--quiet"));
        arguments.addAll(List.of("--output", output.toString(), "--master", cluster.master()));
        for (String set : sets) {
            arguments.addAll(List.of("--set", set));
        }
        return EspalierProcess.startIn(
                "export SPARK_CONF_DIR=" + directory + "; " + OtherKernels.LET_WORKERS_CHOOSE,
                directory,
                arguments.toArray(String[]::new));
    }
}
