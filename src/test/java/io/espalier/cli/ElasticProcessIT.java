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
            try (EspalierProcess process = train(cluster, output, List.of())) {
                run = process.awaitInRun(output, "rounds.jsonl", "\"round\":3,")
                        .getFileName()
                        .toString();
                signal(cluster.executors().get(0), "STOP");
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
                .isEqualTo(TinyJob.undisturbed().weights());
    }

    /** Executors are given back when they have nothing to do, and asked for again; then a worker is lost after another came. */
    @Test
    @Tag("full")
    void executorsThatComeAndGoGiveTheSameBits() throws Exception {
        Files.writeString(
                directory.resolve("spark-defaults.conf"),
                """
                spark.dynamicAllocation.enabled true
                spark.dynamicAllocation.shuffleTracking.enabled true
                spark.dynamicAllocation.executorIdleTimeout 1s
                spark.executor.cores 1
                """);
        List<String> sets = List.of("training.workers=4", "averaging={outer: nesterov, inner: keep, wire: int8}");
        Path output = directory.resolve("runs");
        try (StandaloneCluster cluster = StandaloneCluster.startWithOneWorker(directory.resolve("cluster"));
                EspalierProcess process = train(cluster, output, sets)) {
            process.awaitInRun(output, "rounds.jsonl", "\"round\":2,");
            cluster.addWorker();
            process.awaitInRun(output, "rounds.jsonl", "\"round\":4,");
            cluster.endWorker(1);
            assertThat(process.exitCode()).as(process.errors()).isZero();
            assertThat(cluster.executorsStarted()).isGreaterThan(2);
        }
        Path undisturbed = directory.resolve("undisturbed");
        List<String> arguments = arguments(undisturbed, sets);
        arguments.addAll(List.of("--master", "local[2]"));
        assertThat(TinyJob.run(arguments.toArray(String[]::new)).exitCode()).isZero();
        assertThat(RunChecks.onlyRun(output).weights())
                .isEqualTo(RunChecks.onlyRun(undisturbed).weights());
    }

    private EspalierProcess train(StandaloneCluster cluster, Path output, List<String> sets) throws IOException {
        List<String> arguments = arguments(output, sets);
        arguments.addAll(List.of("--master", cluster.master()));
        return EspalierProcess.startIn(
                "export SPARK_CONF_DIR=" + directory + "; " + OtherKernels.LET_WORKERS_CHOOSE,
                directory,
                arguments.toArray(String[]::new));
    }

    private List<String> arguments(Path output, List<String> sets) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("train", TinyJob.write(directory).toString(), "--output", output.toString(), "--quiet"));
        sets.forEach(set -> arguments.addAll(List.of("--set", set)));
        return arguments;
    }

    private static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }
}
