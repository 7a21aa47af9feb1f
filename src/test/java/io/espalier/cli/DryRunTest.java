package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What spark-submit has to do with the options of train. */
class DryRunTest {
    private static final String MASTER = "spark://no-such-host:7077";

    @TempDir
    Path directory;

    @AfterEach
    void forgetSubmit() {
        System.clearProperty("spark.master");
        System.clearProperty("spark.submit.deployMode");
    }

    @Test
    void printsOneLineWithAbsolutePathsAndTrainsNothing() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = Main.run(
                job("--master", MASTER, "--set", "training.seed=2", "--quiet", "--dry-run"),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream()));
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .contains(" --master " + MASTER + " ", " --name 'espalier digits' ", "/espalier-submit.jar train ")
                .endsWith(" train " + Path.of("jobs/digits.yaml").toAbsolutePath()
                        + " --set training.seed=2 --output "
                        + directory.resolve("runs") + " --quiet\n");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void masterThatIsNoneAndPlanThatIsNoneAreRefused() {
        Refusal.of(directory, job("--master", "yarn", "--dry-run"))
                .startsWith("master must be local[n]")
                .endsWith(": yarn");
        Refusal.of(directory, job("--set", "training.batch=0", "--dry-run")).contains("training.batch");
    }

    @Test
    void masterIsSaidOnce() {
        System.setProperty("spark.master", MASTER);
        Refusal.of(directory, job("--master", "local[2]"))
                .isEqualTo(
                        "--master is local[2] here and " + MASTER + " for spark-submit: give it to spark-submit alone");
        Refusal.of(directory, job()).startsWith("master " + MASTER + " does not answer: unknown host");
    }

    @Test
    void driverOnAWorkerNeedsAnAbsoluteOutput() {
        System.setProperty("spark.master", MASTER);
        System.setProperty("spark.submit.deployMode", "cluster");
        Refusal.of(directory, "train", "jobs/digits.yaml", "--output", "runs")
                .isEqualTo("output must be an absolute path where a worker of the cluster starts the driver: runs");
    }

    private String[] job(String... more) {
        Stream<String> job = Stream.of(
                "train",
                "jobs/digits.yaml",
                "--output",
                directory.resolve("runs").toString());
        return Stream.concat(job, Arrays.stream(more)).toArray(String[]::new);
    }
}
