package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One executor gets a fraction of its processor, and Spark starts copies of its tasks on the other. */
class SpeculationProcessIT {
    private static final int STOPPED_MILLIS = 400;
    private static final int RUNNING_MILLIS = 100;
    private static final int LAST_DISTURBED_ROUND = 30;

    @TempDir
    Path directory;

    @Test
    @Tag("full")
    void copiesOfAThrottledExecutorsTasksChangeNoBit() throws Exception {
        assertThat(ClusterJob.incidents(copied("spark.locality.wait 30s"), "repacked_pieces"))
                .as("the attempt that has the data is left to end")
                .isZero();
    }

    /** Of Spark's own, and so short that a copy has the data moved away from the slow executor. */
    @Test
    void copiesThatTakeTheDataWithThemChangeNoBit() throws Exception {
        assertThat(ClusterJob.incidents(copied("spark.locality.wait 0s"), "repacked_pieces"))
                .isPositive();
    }

    private RunChecks.Run copied(String localityWait) throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.onTwoHosts(directory.resolve("cluster"))) {
            ClusterJob job = new ClusterJob(
                            directory,
                            cluster,
                            ClusterJob.KEEPING,
                            "training.workers=4",
                            "training.budget={epochs: 64}")
                    .withSpark(
                            "spark.speculation true",
                            "spark.speculation.interval 50ms",
                            "spark.speculation.multiplier 1.2",
                            "spark.speculation.quantile 0.5",
                            "spark.speculation.minTaskRuntime 50ms",
                            localityWait);
            try (EspalierProcess process = job.train()) {
                job.awaitRound(process, 2);
                throttle(cluster.executors().get(0), job, process);
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
            RunChecks.Run run = RunChecks.onlyRun(job.output());
            assertThat(run.weights()).isEqualTo(job.undisturbed());
            assertThat(ClusterJob.incidents(run, "speculative_copies")).isPositive();
            return run;
        }
    }

    /** Until the run has gone on some rounds. */
    private static void throttle(ProcessHandle executor, ClusterJob job, EspalierProcess process) throws Exception {
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        boolean ended = false;
        while (!ended && job.rounds() < LAST_DISTURBED_ROUND && System.nanoTime() < patience) {
            EspalierProcess.signal("STOP", executor);
            ended = process.hasEndedWithin(STOPPED_MILLIS);
            EspalierProcess.signal("CONT", executor);
            ended = ended || process.hasEndedWithin(RUNNING_MILLIS);
        }
    }
}
