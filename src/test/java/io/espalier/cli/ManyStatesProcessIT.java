package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of workers lie on the disks of executors: there may be more of them than memory holds. */
class ManyStatesProcessIT {
    private static final int WORKERS = 64;
    private static final int HEAP_MB = 160;
    /** Two moments and what rounding took, in float32. */
    private static final int STATE_BYTES_A_VALUE = 3 * 4;

    @TempDir
    Path directory;

    @Test
    @Tag("full")
    void executorTrainsMoreWorkersThanItsMemoryHoldsStatesOf() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.startWithOneWorker(directory.resolve("cluster"))) {
            ClusterJob job = new ClusterJob(
                            directory,
                            cluster,
                            1,
                            ClusterJob.KEEPING,
                            "training.workers=" + WORKERS,
                            "training.batch=8",
                            "training.budget={steps: 3}",
                            "training.steps_per_round=1",
                            "network.hidden=[512, 512]",
                            "phases=[{baseline: 1}]")
                    // Spark reckons with 1 GB; its own reserve and network buffers are out of the way.
                    .withSpark(
                            "spark.testing.reservedMemory 0",
                            "spark.executorEnv._JAVA_OPTIONS -Xmx" + HEAP_MB + "m -XX:MaxDirectMemorySize=512m");
            try (EspalierProcess process = job.train()) {
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
            RunChecks.Run run = RunChecks.onlyRun(job.output());
            long values = run.record().at("/final/parameters_before").asLong();
            assertThat(WORKERS * STATE_BYTES_A_VALUE * values)
                    .as("states of one round")
                    .isGreaterThan(HEAP_MB * 1024L * 1024L);
            assertThat(ClusterJob.incidents(run, "replayed_rounds"))
                    .as("states lost")
                    .isZero();
            assertThat(run.weights()).isEqualTo(job.undisturbed());
        }
    }
}
