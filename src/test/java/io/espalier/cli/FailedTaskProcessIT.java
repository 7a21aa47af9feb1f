package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import io.espalier.testing.ThreadDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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
                failOnce(cluster.files("validation-0.shard").get(0), cluster.executors());
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
            RunChecks.Run run = RunChecks.onlyRun(job.output());
            assertThat(ClusterJob.incidents(run, "failed_tasks")).isEqualTo(1);
            assertThat(run.weights()).isEqualTo(job.undisturbed());
        }
    }

    /**
     * Puts a pipe in the place of a file until somebody waits in opening it, who then can't read it; who opens the file after that has it
     * again. The place is free before the pipe is opened: a task is tried again within milliseconds, and given up after three times.
     */
    private void failOnce(Path file, List<ProcessHandle> executors) throws Exception {
        Path aside = file.resolveSibling("aside");
        Path pipe = file.resolveSibling("pipe");
        Files.move(file, aside);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Files.createLink(file, pipe);
        awaitOpening(executors);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        openAndClose(pipe);
    }

    private void awaitOpening(List<ProcessHandle> executors) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            for (ProcessHandle executor : executors) {
                if (ThreadDump.isIn(executor, directory, "UnixNativeDispatcher.open", "ShardFile.open")) {
                    return;
                }
            }
        }
        throw new IOException("No executor opens its validation part within " + PATIENCE_SECONDS + " s");
    }

    /** Ends the waiting of who opens it to read, and waits if nobody does. */
    private static void openAndClose(Path pipe) throws Exception {
        assertThat(new ProcessBuilder(
                                "timeout",
                                Integer.toString(PATIENCE_SECONDS),
                                "bash",
                                "-c",
                                ": > \"$1\"",
                                "bash",
                                pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
    }
}
