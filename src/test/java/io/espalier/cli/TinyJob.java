package io.espalier.cli;

import io.espalier.testing.RunChecks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A job that is over in seconds: real data, all three phases, 14 rounds, a checkpoint every third. */
final class TinyJob {
    private static final String TEXT =
            """
            name: tiny
            data: {source: digits}
            network: {kind: mlp, hidden: [32, 32]}
            training: {workers: 2, batch: 32, budget: {epochs: 8}, steps_per_round: 10, evaluations: 3}
            importance: {rounds: 2}
            checkpoint: {every_rounds: 3, keep: 3}
            """;

    private static RunChecks.Run undisturbed;

    private TinyJob() {}

    /**
     * What a command did in this JVM.
     *
     * @param out standard output
     * @param err standard error
     */
    record Result(int exitCode, String out, String err) {}

    /** The job file. */
    static Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve("tiny.yaml"), TEXT);
    }

    /** The job, trained once in this JVM with nothing in its way: what disturbed runs are compared with. */
    static synchronized RunChecks.Run undisturbed() throws IOException {
        if (undisturbed == null) {
            Path directory = Files.createTempDirectory("tiny");
            Path output = directory.resolve("runs");
            Result result =
                    run("train", write(directory).toString(), "--output", output.toString(), "--master", "local[2]");
            if (result.exitCode() != 0) {
                throw new IllegalStateException("The tiny job ended with " + result);
            }
            undisturbed = RunChecks.onlyRun(output);
        }
        return undisturbed;
    }

    /** Runs a command in this JVM, on a Spark of its own. */
    static Result run(String... arguments) {
        // A session that a test left open would be taken, whatever the master: Spark has one a JVM.
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
