package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.OtherKernels;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone master with two workers: what runs there, and what is refused before it runs. */
class StandaloneProcessIT {
    @TempDir
    Path directory;

    @Test
    void twoWorkersGiveTheSameBitsAndAThirdIsMissed() throws Exception {
        Path output = directory.resolve("runs");
        try (StandaloneCluster cluster = StandaloneCluster.onTwoHosts(directory.resolve("cluster"))) {
            try (EspalierProcess process = train(cluster, output, "cluster.executors=2")) {
                process.awaitInRun(output, "rounds.jsonl", "\"round\":1,");
                assertThat(cluster.files("train-0.shard")).as("one worker each").hasSize(1);
                assertThat(cluster.files("train-1.shard"))
                        .hasSize(1)
                        .extracting(Path::getParent)
                        .isNotEqualTo(
                                List.of(cluster.files("train-0.shard").get(0).getParent()));
                assertThat(cluster.executors()).hasSize(2).allSatisfy(executor -> assertThat(environment(executor))
                        .contains("OMP_NUM_THREADS=1", "OMP_WAIT_POLICY=passive", "OPENBLAS_NUM_THREADS=1"));
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
            RunChecks.Run run = RunChecks.onlyRun(output);
            assertThat(run.status()).isEqualTo("completed");
            assertThat(run.weights()).isEqualTo(TinyJob.undisturbed().weights());
            assertThat(run.record().at("/provenance/executors"))
                    .as("driver and executors")
                    .hasSize(3);
            try (EspalierProcess process =
                    train(cluster, directory.resolve("none"), "cluster={executors: 3, wait_seconds: 1}")) {
                assertThat(process.exitCode()).isEqualTo(2);
                assertThat(process.errors())
                        .matches(
                                "espalier: master " + cluster.master()
                                        + " gave [0-2] executors within 1 s, needed are 3: it may have no worker, none with"
                                        + " enough free cores and memory, or one that can't start executors, whose log says why\n");
            }
            assertThat(directory.resolve("none")).doesNotExist();
        }
    }

    /** A worker that may only read the output directory, and that has the kernels of another processor. */
    @Test
    void executorThatCantWriteTheRunDirectoryAndExecutorWithOtherKernelsAreRefusedByName() throws Exception {
        requireMounts();
        String others = OtherKernels.coreType();
        Path readable = Files.createDirectory(directory.resolve("readable"));
        Path script = Files.writeString(
                directory.resolve("worker"),
                """
                mount --bind %1$s %1$s
                mount -o remount,bind,ro %1$s
                exec "$@"
                """
                        .formatted(readable));
        String shell = "export OPENBLAS_CORETYPE=" + others + "; exec unshare --user --map-root-user --mount bash "
                + script + " \"$@\"";
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"), shell)) {
            try (EspalierProcess process = train(cluster, readable, "cluster.executors=2")) {
                assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
                assertThat(line(process))
                        .matches("espalier: Executor [01] on 127\\.0\\.0\\.1 can't use run directory " + readable
                                + "/tiny-[0-9a-f-]+: Read-only file system; choose an output directory that the driver"
                                + " and all executors share and may write");
            }
            assertThat(readable).isEmptyDirectory();
            Path shared = directory.resolve("shared");
            try (EspalierProcess process = train(cluster, shared, "cluster.executors=2")) {
                assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
                assertThat(line(process))
                        .matches(
                                "espalier: Executor 1 on 127\\.0\\.0\\.1 computes with other kernels \\([0-9a-f]+\\) than"
                                        + " executor 0 on 127\\.0\\.0\\.1 \\([0-9a-f]+\\); a run needs executors of one CPU family");
            }
            assertThat(shared).doesNotExist();
        }
    }

    @Test
    void dryRunShowsHowARunIsResumedOrRepeated() throws Exception {
        Path run = TinyJob.undisturbed().directory();
        assertThat(TinyJob.run("train", "--resume", run.toString(), "--dry-run").out())
                .endsWith(".jar train --resume " + run + "\n");
        Path record = run.resolve("run.json");
        assertThat(TinyJob.run("train", "--from", record.toString(), "--output", "/o", "--dry-run")
                        .out())
                .endsWith(".jar train --from " + record + " --output /o\n");
    }

    private EspalierProcess train(StandaloneCluster cluster, Path output, String set) throws IOException {
        String job = TinyJob.write(directory).toString();
        return EspalierProcess.startIn(
                OtherKernels.LET_WORKERS_CHOOSE,
                directory,
                "train",
                job,
                "--output",
                output.toString(),
                "--master",
                cluster.master(),
                "--set",
                set);
    }

    private static List<String> environment(ProcessHandle process) throws IOException {
        return List.of(Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"))
                .split("\0"));
    }

    private static String line(EspalierProcess process) throws IOException {
        List<String> lines = Stream.of(process.errors().split("\n"))
                .filter(line -> line.startsWith("espalier: "))
                .toList();
        assertThat(lines).as(process.errors()).hasSize(1);
        return lines.get(0);
    }

    /** Containers often forbid mounts. */
    private static void requireMounts() throws IOException, InterruptedException {
        int code = new ProcessBuilder("bash", "-c", "unshare --user --map-root-user --mount mount -t tmpfs none /mnt")
                .start()
                .waitFor();
        assumeThat(code).as("user namespaces with mounts").isZero();
    }
}
