package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same plan gives the same bits, whatever it runs on. */
class BitsProcessIT {
    private static final String WARNING = "warning: 3 of 64 features are constant in the training part: #0, #32, #39\n";

    @TempDir
    Path directory;

    @Test
    void oneThreadAndTwoGiveTheSameBits() throws Exception {
        assertSameAsUndisturbed(inThisJvm("local[1]"), "local[1,4]");
        assertThat(TinyJob.undisturbed().record().at("/provenance/master").asText())
                .isEqualTo("local[2,4]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"local-cluster[1,1,1024] | 1 | output=runs", "local-cluster[2,1,1024] | 2 | " + TinyJob.REMEMBERING
            })
    void executorsInOtherProcessesGiveTheSameBits(String master, int executors, String set) throws Exception {
        Path output = directory.resolve("runs");
        try (EspalierProcess process = EspalierProcess.start(
                directory,
                "train",
                TinyJob.write(directory).toString(),
                "--output",
                output.toString(),
                "--master",
                master,
                "--set",
                set)) {
            assertThat(process.exitCode()).as(process.errors()).isZero();
            assertThat(process.errors()).isEqualTo(WARNING);
        }
        RunChecks.Run run = RunChecks.onlyRun(output);
        assertSame(run, master, TinyJob.undisturbed(set));
        assertThat(run.record().at("/provenance/executors"))
                .as("driver and executors")
                .hasSize(executors + 1);
    }

    @Test
    void planOfARecordGivesTheSameBits() throws Exception {
        Path output = directory.resolve("again");
        Path record = TinyJob.undisturbed().directory().resolve("run.json");
        TinyJob.Result result = TinyJob.run(
                "train", "--from", record.toString(), "--output", output.toString(), "--master", "local[2]", "--quiet");
        assertThat(result).isEqualTo(new TinyJob.Result(0, "", WARNING));
        assertSameAsUndisturbed(RunChecks.onlyRun(output), "local[2,4]");
    }

    @Test
    void threeWorkersOnOneThreadAndOnTwoGiveTheSameBitsAndOthersThanTwoWorkers() throws Exception {
        RunChecks.Run one = inThisJvm("local[1]", "training.workers=3");
        RunChecks.Run two = inThisJvm("local[2]", "training.workers=3");
        assertThat(one.weights())
                .isEqualTo(two.weights())
                .isNotEqualTo(TinyJob.undisturbed().weights());
    }

    private RunChecks.Run inThisJvm(String master, String... sets) throws Exception {
        Path output = directory.resolve(master);
        java.util.List<String> arguments = new java.util.ArrayList<>(java.util.List.of(
                "train", TinyJob.write(directory).toString(), "--output", output.toString(), "--master", master));
        for (String set : sets) {
            arguments.addAll(java.util.List.of("--set", set));
        }
        TinyJob.Result result = TinyJob.run(arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).startsWith("warning: ").hasLineCount(1);
        return RunChecks.onlyRun(output);
    }

    private static void assertSameAsUndisturbed(RunChecks.Run run, String master) throws Exception {
        assertSame(run, master, TinyJob.undisturbed());
    }

    private static void assertSame(RunChecks.Run run, String master, RunChecks.Run undisturbed) throws Exception {
        assertThat(run.status()).isEqualTo("completed");
        assertThat(run.record().at("/provenance/master").asText()).isEqualTo(master);
        assertThat(run.weights()).isEqualTo(undisturbed.weights()).hasSize(64);
    }
}
