package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task on a cluster throws, because the disk under it does not give what was written to it, and the next attempt does not. */
class FailedTaskProcessIT {
    private static final int PATIENCE_SECONDS = 240;

    @TempDir
    Path directory;

    @Test
    @Tag("full")
    void taskThatFailsOnceIsCountedAndChangesNoBit() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            // The first evaluation is after half of the rounds.
            ClusterJob job =
                    new ClusterJob(directory, cluster, ClusterJob.KEEPING, TinyJob.LONG, "training.evaluations=2");
            try (EspalierProcess process = job.train()) {
                job.awaitRound(process, 1);
                assertThat(cluster.files("validation-0.shard")).hasSize(1);
                failOnce(cluster.files("validation-0.shard").get(0));
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
            RunChecks.Run run = RunChecks.onlyRun(job.output());
            assertThat(ClusterJob.incidents(run, "failed_tasks")).isEqualTo(1);
            assertThat(run.weights()).isEqualTo(job.undisturbed());
        }
    }

    /** Puts a pipe in the place of a file. Who has opened it reads nothing from it, and who opens it next has the file again. */
    private static void failOnce(Path file) throws Exception {
        Path aside = file.resolveSibling("aside");
        Files.move(file, aside);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        OutputStream empty = openPipe(file);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        empty.close();
    }

    /** Returns when somebody reads. */
    private static OutputStream openPipe(Path pipe) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return Files.newOutputStream(pipe);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
