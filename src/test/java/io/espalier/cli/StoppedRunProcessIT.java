package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

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

/**
 * What a run on a standalone cluster can't go on from: it ends with one line that says what to do, and goes on with {@code --resume} to
 * the bits of a run that nothing disturbed.
 */
class StoppedRunProcessIT {
    private static final String NAMESPACE = "exec unshare --user --map-root-user --mount bash -c '%s' bash \"$@\"";
    /** Spark reckons with 1 GB; its own reserve and network buffers are out of the way. */
    private static final String SMALL_HEAP =
            """
            spark.testing.reservedMemory 0
            spark.executorEnv._JAVA_OPTIONS -Xmx160m -XX:MaxDirectMemorySize=512m
            """;

    /** The workers are on one host, but don't see each other's disks. */
    private static final String OVER_THE_NETWORK = "spark.shuffle.readHostLocalDisk false";

    @TempDir
    Path directory;

    /**
     * States of 2 workers, two of each, and all that Spark keeps are less than 64 MB; when they are written, nothing is left of them. The
     * executors stand still until the disk is full: else the run could come to its end before.
     */
    @Test
    void diskOfAnExecutorThatFillsWhileItTrainsIsNamedAndTheRunGoesOnWhenThereIsRoom() throws Exception {
        requireMounts();
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Path full = directory.resolve("full");
        Path freed = directory.resolve("freed");
        String worker = NAMESPACE.formatted(
                """
                mount -t tmpfs -o size=64m none %1$s
                (until test -e %2$s; do sleep 0.05; done; head -c 65m /dev/zero > %1$s/filler; touch %2$s.done
                until test -e %3$s; do sleep 0.05; done; rm %1$s/filler; touch %3$s.done) &
                SPARK_LOCAL_DIRS=%1$s exec "$@"
                """
                        .formatted(disk, full, freed));
        try (StandaloneCluster cluster =
                StandaloneCluster.start(directory.resolve("cluster"), List.of("exec \"$@\"", worker))) {
            Path run;
            try (EspalierProcess process = trainWith(OVER_THE_NETWORK, cluster, TinyJob.LONG)) {
                run = process.awaitInRun(output(), "rounds.jsonl", "\"round\":3,");
                whileExecutorsStandStill(cluster, () -> {
                    Files.createFile(full);
                    await(process, "full.done");
                });
                assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
                assertThat(errors(process))
                        .singleElement()
                        .asString()
                        .matches("espalier: Can't write Spark's local files of executor [0-9]+ on 127\\.0\\.0\\.1 in "
                                + disk
                                + ": No space left on device; free space there and continue the run with --resume "
                                + run.getFileName());
            }
            assertThat(RunChecks.check(run).status()).isEqualTo("failed");
            Files.createFile(freed);
            assertResumes(run, TinyJob.LONG);
        }
    }

    /** Shards and shuffle of 1,797 rows of 64 features are 1 MB. */
    @Test
    @Tag("full")
    void diskOfAnExecutorThatIsTooSmallForTheShardsIsNamed() throws Exception {
        requireMounts();
        Path disk = Files.createDirectory(directory.resolve("disk"));
        String worker = NAMESPACE.formatted(
                "mount -t tmpfs -o size=400k none %1$s; SPARK_LOCAL_DIRS=%1$s exec \"$@\"".formatted(disk));
        try (StandaloneCluster cluster =
                        StandaloneCluster.start(directory.resolve("cluster"), List.of(worker, worker));
                EspalierProcess process = trainWith(OVER_THE_NETWORK, cluster)) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(errors(process))
                    .singleElement()
                    .asString()
                    .matches("espalier: Can't write Spark's local files of executor [0-9]+ on 127\\.0\\.0\\.1 in "
                            + disk + ": No space left on device; free space there and start again");
        }
        assertThat(output()).doesNotExist();
    }

    @Test
    @Tag("full")
    void runDirectoryThatIsAwayAtACheckpointIsOneLineAndTheRunGoesOnWhenItIsBack() throws Exception {
        Path away = directory.resolve("away");
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            Path run;
            // The first checkpoint is at the end of the baseline, after 13 rounds, and the second after 20.
            try (EspalierProcess process = train(cluster, TinyJob.LONG, "checkpoint.every_rounds=20")) {
                run = process.awaitInRun(output(), "rounds.jsonl", "\"round\":14,");
                Files.move(output(), away);
                assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
                assertThat(errors(process))
                        .singleElement()
                        .asString()
                        .matches("espalier: Can't write " + run + "/checkpoints/[a-z]+-[0-9]+"
                                + ": no such file or directory; bring the run directory back, writable, and continue the"
                                + " run with --resume " + run.getFileName());
            }
            assertThat(output()).as("nothing is put where the directory was").doesNotExist();
            Files.move(away, output());
            assertThat(RunChecks.check(run).rounds()).hasSizeGreaterThanOrEqualTo(14);
        }
        assertResumes(run(), TinyJob.LONG);
    }

    /** A file system of its own is put over the output directory of one worker. */
    @Test
    @Tag("full")
    void runDirectoryThatIsAwayForAnExecutorIsOneLineThatNamesItAndTheRunGoesOnWithoutIt() throws Exception {
        requireMounts();
        Path covered = directory.resolve("covered");
        Files.createDirectory(output());
        String worker = NAMESPACE.formatted(
                """
                (until test -e %1$s; do sleep 0.05; done; mount -t tmpfs none %2$s) & exec "$@"
                """
                        .formatted(covered, output()));
        Path run;
        try (StandaloneCluster cluster =
                        StandaloneCluster.start(directory.resolve("cluster"), List.of("exec \"$@\"", worker));
                EspalierProcess process = train(cluster, TinyJob.LONG)) {
            run = process.awaitInRun(output(), "rounds.jsonl", "\"round\":4,");
            Files.createFile(covered);
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(errors(process))
                    .singleElement()
                    .asString()
                    .matches("espalier: Executor [0-9]+ on 127\\.0\\.0\\.1 can't write " + run
                            + "/checkpoints/.tmp-[a-z]+-[0-9]+: no such file or directory; let it reach the run directory,"
                            + " writable and with free space, and continue the run with --resume " + run.getFileName());
        }
        assertResumes(run, TinyJob.LONG);
    }

    /** Executors have less memory than Spark was told: what training takes is more than was reckoned with. */
    @Test
    @Tag("full")
    void executorWithoutMemoryInTrainingIsOneLineAndTheRunGoesOnWithMore() throws Exception {
        String wide = "network.hidden=[2048,2048]";
        String steps = "training.budget={steps: 20}";
        String dense = "phases=[{baseline: 1}]";
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"));
                EspalierProcess process = trainWith(SMALL_HEAP, cluster, wide, steps, dense)) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(errors(process))
                    .singleElement()
                    .asString()
                    .matches("espalier: Executor [0-9]+ on 127\\.0\\.0\\.1 ran out of memory \\(Worker [01]:"
                            + " java\\.lang\\.OutOfMemoryError: .*\\); set spark\\.executor\\.memory to more than 1g, or"
                            + " spark\\.executor\\.cores to fewer, and continue the run with --resume "
                            + run().getFileName());
        }
        assertResumes(run(), wide, steps, dense);
    }

    /** The reading of the data puts a buffer of 256 kB aside for each worker. Spark tries four executors. */
    @Test
    @Tag("full")
    void executorWithoutMemoryInPackingIsOneLine() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"));
                EspalierProcess process = trainWith(SMALL_HEAP, cluster, "training.workers=700", "training.batch=1")) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(errors(process))
                    .singleElement()
                    .asString()
                    .matches(
                            "espalier: Executor [0-9]+ on 127\\.0\\.0\\.1 ran out of memory \\(its process ended\\); set"
                                    + " spark\\.executor\\.memory to more than 1g, or spark\\.executor\\.cores to fewer, and start again");
        }
        assertThat(output()).doesNotExist();
    }

    @Test
    @Tag("full")
    void runWhoseExecutorsAreAllLostSaysSoAndEndsAndGoesOn() throws Exception {
        Path run;
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"));
                EspalierProcess process = train(cluster, TinyJob.LONG, "cluster.wait_seconds=45")) {
            run = process.awaitInRun(output(), "rounds.jsonl", "\"round\":4,");
            cluster.killMaster();
            process.awaitInRun(output(), "rounds.jsonl", "\"round\":8,");
            cluster.killWorkers();
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(process.errors().lines().filter(line -> !line.contains("constant in the training part")))
                    .containsExactly(
                            "warning: No executor of master " + cluster.master()
                                    + " is left; the run waits for one, for 45 s (cluster.wait_seconds)",
                            "espalier: Master " + cluster.master()
                                    + " gave no executor for 45 s after the last one was lost (cluster.wait_seconds); start"
                                    + " workers and continue the run with --resume " + run.getFileName());
        }
        assertResumes(run, TinyJob.LONG);
    }

    /**
     * Java is covered by an empty file system, where the worker is: no executor starts any more. A master counts only those whose process
     * could not be started; on others that end at once it tries for ever.
     */
    @Test
    @Tag("full")
    void runThatTheMasterGivesUpIsOneLineAndGoesOn() throws Exception {
        requireMounts();
        Path covered = directory.resolve("covered");
        Path java = Path.of(System.getProperty("java.home"), "bin");
        String worker = NAMESPACE.formatted(
                """
                unset JAVA_HOME
                (until test -e %1$s; do sleep 0.05; done; mount -t tmpfs none %2$s; touch %1$s.done) & exec "$@"
                """
                        .formatted(covered, java));
        Path run;
        try (StandaloneCluster cluster =
                        StandaloneCluster.start(directory.resolve("cluster"), List.of("sleep 1; exit", worker));
                EspalierProcess process =
                        train(cluster, TinyJob.LONG, "cluster.wait_seconds=300", "cluster.executors=1")) {
            run = process.awaitInRun(output(), "rounds.jsonl", "\"round\":4,");
            Files.createFile(covered);
            await(process, "covered.done");
            cluster.executors().forEach(ProcessHandle::destroyForcibly);
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(errors(process))
                    .containsExactly("espalier: Master " + cluster.master()
                            + " gave up the application while it ran (Master removed our application: FAILED): none of its"
                            + " executors could be started again, and the workers' logs say why; mend the cluster and"
                            + " continue the run with --resume " + run.getFileName());
        }
        assertResumes(run, TinyJob.LONG);
    }

    @Test
    @Tag("full")
    void signalEndsARunThatWaitsForExecutors() throws Exception {
        Path run;
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"));
                EspalierProcess process = train(cluster, TinyJob.LONG, "stop.grace_seconds=3")) {
            run = process.awaitInRun(output(), "rounds.jsonl", "\"round\":4,");
            cluster.killWorkers();
            process.awaitError("No executor");
            process.signal("TERM");
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(143);
        }
        assertResumes(run, TinyJob.LONG);
    }

    /** Does something to the machines of a run that can't come to its end meanwhile. */
    private static void whileExecutorsStandStill(StandaloneCluster cluster, Fault fault) throws Exception {
        List<ProcessHandle> executors = cluster.executors();
        for (ProcessHandle executor : executors) {
            EspalierProcess.signal("STOP", executor);
        }
        fault.happen();
        for (ProcessHandle executor : executors) {
            EspalierProcess.signal("CONT", executor);
        }
    }

    /** What happens to a machine. */
    private interface Fault {
        void happen() throws Exception;
    }

    /** Waits for a file that a worker's shell makes. */
    private void await(EspalierProcess process, String file) throws Exception {
        while (!Files.exists(directory.resolve(file))) {
            assertThat(process.hasEnded()).as(process.errors()).isFalse();
        }
    }

    private Path output() {
        return directory.resolve("runs");
    }

    private Path run() throws IOException {
        return RunChecks.onlyDirectory(output());
    }

    private EspalierProcess train(StandaloneCluster cluster, String... sets) throws IOException {
        return EspalierProcess.start(directory, arguments(cluster.master(), sets));
    }

    private EspalierProcess trainWith(String sparkDefaults, StandaloneCluster cluster, String... sets)
            throws IOException {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(conf.resolve("spark-defaults.conf"), sparkDefaults);
        return EspalierProcess.startIn(
                "SPARK_CONF_DIR=" + conf + " exec \"$@\"", directory, arguments(cluster.master(), sets));
    }

    private String[] arguments(String master, String... sets) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("train", TinyJob.write(directory).toString(), "--quiet"));
        arguments.addAll(List.of("--output", output().toString(), "--master", master));
        arguments.addAll(List.of("--set", ClusterJob.KEEPING, "--set", "cluster.executors=2"));
        for (String set : sets) {
            arguments.addAll(List.of("--set", set));
        }
        return arguments.toArray(String[]::new);
    }

    private void assertResumes(Path run, String... sets) throws IOException {
        TinyJob.Result result = TinyJob.run("train", "--resume", run.toString(), "--master", "local[2]", "--quiet");
        assertThat(result.exitCode()).as(result.err()).isZero();
        String[] keeping =
                Stream.concat(Stream.of(ClusterJob.KEEPING), Stream.of(sets)).toArray(String[]::new);
        assertThat(RunChecks.check(run).weights())
                .isEqualTo(TinyJob.undisturbed(keeping).weights());
    }

    private static List<String> errors(EspalierProcess process) throws IOException {
        return process.errors()
                .lines()
                .filter(line -> !line.startsWith("warning: "))
                .toList();
    }

    /** Containers often forbid mounts. */
    private static void requireMounts() throws IOException, InterruptedException {
        int code = new ProcessBuilder("bash", "-c", "unshare --user --map-root-user --mount mount -t tmpfs none /mnt")
                .start()
                .waitFor();
        assumeThat(code).as("user namespaces with mounts").isZero();
    }
}
