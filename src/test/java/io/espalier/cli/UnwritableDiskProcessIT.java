package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full while Spark writes, and directories that must not be written: small file systems in namespaces of their own. */
class UnwritableDiskProcessIT {
    private static final String NAMESPACE = "unshare --user --map-root-user --mount ";

    @TempDir
    Path directory;

    /** Containers often forbid mounts. */
    @BeforeEach
    void requireMounts() throws IOException, InterruptedException {
        int code = new ProcessBuilder("bash", "-c", NAMESPACE + "mount -t tmpfs none /mnt")
                .start()
                .waitFor();
        assumeThat(code).as("user namespaces with mounts").isZero();
    }

    /** Ids and scores of 14,000 examples are 224 kB that can't be compressed; with all else in the run directory they do not fit. */
    @Test
    void runDirectoryThatIsFullWhenTheScoresAreWrittenIsOneLineAndTheRunGoesOnWhenThereIsRoom() throws Exception {
        Path job = job(20_000, 1, "{baseline: 0.4}, {hybrid: 0.3}, {constrained: 0.3}");
        Path output = Files.createDirectory(directory.resolve("runs"));
        Path kept = directory.resolve("kept");
        String[] arguments = {"train", job.toString(), "--output", output.toString(), "--master", "local[2]", "--quiet"
        };
        Path script = Files.writeString(
                directory.resolve("script"),
                """
                mount -t tmpfs -o size=240k none %1$s
                "$@"
                echo first $?
                find %1$s -name 'scores*' -o -name .tmp-*
                mount -o remount,size=64m %1$s
                "${@:1:$#-%2$d}" train --resume %1$s/* --master local[2] --quiet
                echo second $?
                cp -r %1$s %3$s
                """
                        .formatted(output, arguments.length, kept));
        try (EspalierProcess process = start(script, arguments)) {
            assertThat(process.exitCode()).as(process.errors()).isZero();
            assertThat(process.output().lines()).containsExactly("first 2", "second 0");
            Path run = RunChecks.onlyDirectory(kept);
            assertThat(errors(process))
                    .containsExactly("espalier: Can't write "
                            + output.resolve(run.getFileName()).resolve("scores")
                            + ": No space left on device; free space and continue the run with --resume "
                            + run.getFileName());
        }
        Path straight = directory.resolve("straight");
        TinyJob.Result result = TinyJob.run(
                "train", job.toString(), "--output", straight.toString(), "--master", "local[2]", "--quiet");
        assertThat(result.exitCode()).as(result.err()).isZero();
        RunChecks.Run resumed = RunChecks.onlyRun(kept);
        assertThat(resumed.status()).isEqualTo("completed");
        assertThat(resumed.weights()).isEqualTo(RunChecks.onlyRun(straight).weights());
    }

    /** Shards of 40,000 rows of 100 features are 16 MB, and as much is on the way. */
    @Test
    void diskOfAnExecutorThatIsTooSmallForTheShardsIsOneLineAndLeavesNothingBehind() throws Exception {
        Path job = job(40_000, 100, "{baseline: 1}");
        Path local = Files.createDirectories(directory.resolve("tmp"));
        Path output = directory.resolve("runs");
        String[] arguments = {
            "train", job.toString(), "--output", output.toString(), "--master", "local-cluster[1,2,1024]", "--quiet"
        };
        Path script = Files.writeString(
                directory.resolve("script"),
                """
                mount -t tmpfs -o size=12m none %s
                "$@"
                """
                        .formatted(local));
        try (EspalierProcess process = start(script, arguments)) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(errors(process))
                    .containsExactly("espalier: Can't write Spark's local files of executor 0 on 127.0.0.1 in " + local
                            + ": No space left on device; free space there and start again");
        }
        assertThat(output).doesNotExist();
    }

    @Test
    void outputWithoutPermissionIsRefusedForRootToo() throws Exception {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        assertThat(closed.toFile().setWritable(false)).isTrue();
        // A user namespace without a map: the owner stays who he is, and root is no longer root.
        try (EspalierProcess process = EspalierProcess.startIn(
                "exec unshare --user \"$@\"", directory, "train", "jobs/digits.yaml", "--output", closed.toString())) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(errors(process))
                    .containsExactly(
                            "espalier: Can't write " + closed + ": permission denied; choose another output directory");
        }
    }

    @Test
    void runDirectoryOnAReadOnlyFileSystemIsNotResumed() throws Exception {
        Path run = TinyJob.undisturbed().directory();
        Path script = Files.writeString(
                directory.resolve("script"),
                """
                cp -r %1$s %2$s/copy
                sed -i 's/"completed"/"stopped"/' %2$s/copy/run.json
                mount --bind %2$s/copy %2$s/copy
                mount -o remount,bind,ro %2$s/copy
                "$@"
                """
                        .formatted(run, directory));
        Path copy = directory.resolve("copy");
        try (EspalierProcess process = start(script, "train", "--resume", copy.toString())) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(errors(process))
                    .singleElement()
                    .asString()
                    .startsWith("espalier: Can't write " + copy)
                    .contains("Read-only file system");
        }
    }

    private EspalierProcess start(Path script, String... arguments) throws IOException {
        return EspalierProcess.startIn(NAMESPACE + "bash " + script + " \"$@\"", directory, arguments);
    }

    private static List<String> errors(EspalierProcess process) throws IOException {
        return process.errors()
                .lines()
                .filter(line -> !line.startsWith("warning: "))
                .toList();
    }

    /** Two classes that the sum of the features tells apart. */
    private Path job(int rows, int features, String phases) throws IOException {
        StringBuilder csv = new StringBuilder();
        csv.append(IntStream.range(0, features).mapToObj(f -> "f" + f).collect(Collectors.joining(",")))
                .append(",label\n");
        for (int row = 0; row < rows; row++) {
            for (int feature = 0; feature < features; feature++) {
                csv.append((row * 31 + feature * 7) % 1000 + (feature == 0 ? row : 0))
                        .append(',');
            }
            csv.append(row % 2 == 0 ? "even\n" : "odd\n");
        }
        Path data = Files.writeString(directory.resolve("data.csv"), csv);
        return Files.writeString(
                directory.resolve("job.yaml"),
                """
                name: full
                data: {source: csv, path: %s}
                network: {kind: mlp, hidden: [8]}
                training: {workers: 2, batch: 32, budget: {steps: 40}, steps_per_round: 4, evaluations: 2}
                phases: [%s]
                importance: {rounds: 1}
                checkpoint: {keep: 1}
                """
                        .formatted(data, phases));
    }
}
