package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.UserException;
import io.espalier.network.Network;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    /** Computes with the kernels "java" and makes no replicas. */
    private static final ReplicaFactory REPLICAS = new ReplicaFactory() {
        private static final long serialVersionUID = 1L;

        @Override
        public Replica create(Network network, UpdaterPlan updater, int microBatch) {
            throw new UnsupportedOperationException();
        }
    };

    @TempDir
    Path run;

    @Test
    void executorWithTheKernelsAndTheDirectoryOfTheRunIsAdmittedAndLeavesNothing() throws IOException {
        Path record = Files.writeString(run.resolve("run.json"), "{}");
        assertThat(new Admission("java", record.toString(), 0).problem(REPLICAS))
                .isEmpty();
        assertThat(run.toFile().list()).containsExactly("run.json");
        assertThat(Admission.ANY.problem(REPLICAS)).isEmpty();
    }

    @Test
    void otherKernelsAreRefused() {
        assertThat(new Admission("abc", "", 0).problem(REPLICAS))
                .isEqualTo(
                        "computes with other kernels (java) than the run (abc); a run needs executors of one CPU family");
    }

    @Test
    void directoryWithoutTheRecordIsAnother() {
        assertThat(new Admission("java", run.resolve("run.json").toString(), 0).problem(REPLICAS))
                .isEqualTo("can't use run directory " + run + ": there is no run.json that can be read; driver and all"
                        + " executors must share it and be allowed to write");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void processThatNeedsMoreThanThereIsIsRefused() {
        long heap = (Runtime.getRuntime().maxMemory() + (1 << 20) - 1) >> 20;
        assertThat(Admission.ANY.needing(1L << 50).problem(REPLICAS))
                .matches("needs " + (heap + (1L << 30)) + " MB of memory \\(heap " + heap
                        + " MB \\+ 1073741824 MB\\), and its (control group allows|machine has) \\d+ MB");
        assertThat(Admission.ANY.needing(1).problem(REPLICAS)).isEmpty();
    }

    @Test
    void mistakeOfAPersonIsToldFromOtherFailures() {
        Slice slice = new Slice(Part.TRAIN, 0);
        ExecutorAddress at = new ExecutorAddress("1", "host", "/disk");
        assertThat(TaskFailure.of(slice, new UserException("It is too cold"), at)
                        .mistake())
                .isEqualTo("It is too cold");
        assertThat(TaskFailure.of(slice, new IllegalStateException("It is too cold"), at)
                        .mistake())
                .isEmpty();
    }
}
