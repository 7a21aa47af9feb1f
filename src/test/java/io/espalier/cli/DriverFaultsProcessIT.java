package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver of a run on a standalone cluster is killed; its executors end by themselves, and others go on. */
class DriverFaultsProcessIT {
    /** In which some rounds are trained; the runs have more than all kills together can take. */
    private static final int MOMENT_MILLIS = 250;

    private static final int STARTING_MILLIS = 2500;

    @TempDir
    Path directory;

    @Test
    @Tag("full")
    void killedDriverIsStartedAgainAndChangesNoBit() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            assertKillsChangeNoBit(1, new ClusterJob(directory, cluster, ClusterJob.KEEPING, TinyJob.LONG));
        }
    }

    @Test
    @Tag("full")
    void driverThatIsKilledTenTimesChangesNoBit() throws Exception {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            assertKillsChangeNoBit(
                    10, new ClusterJob(directory, cluster, ClusterJob.KEEPING, "training.budget={epochs: 128}"));
        }
    }

    private static void assertKillsChangeNoBit(int kills, ClusterJob job) throws Exception {
        SplitMix64 random = new SplitMix64(kills);
        try (EspalierProcess process = job.train()) {
            job.awaitRound(process, 4);
            killWithin(MOMENT_MILLIS, process, random);
        }
        for (int kill = 2; kill <= kills; kill++) {
            int rounds = job.rounds();
            try (EspalierProcess process = job.resume()) {
                if (kill % 3 == 0) {
                    killWithin(STARTING_MILLIS, process, random);
                } else {
                    job.awaitRound(process, rounds + 1 + random.nextInt(3));
                    killWithin(MOMENT_MILLIS, process, random);
                }
            }
        }
        try (EspalierProcess process = job.resume()) {
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }
        RunChecks.Run run = RunChecks.onlyRun(job.output());
        assertThat(run.status()).isEqualTo("completed");
        assertThat(run.weights()).isEqualTo(job.undisturbed());
    }

    private static void killWithin(int millis, EspalierProcess process, SplitMix64 random)
            throws IOException, InterruptedException {
        assertThat(process.hasEndedWithin(random.nextInt(millis)))
                .as("ended before it was killed")
                .isFalse();
        process.kill();
    }
}
