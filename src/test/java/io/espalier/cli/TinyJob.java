package io.espalier.cli;

import io.espalier.testing.RunChecks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** 56 rounds, of which the first 12 are the baseline's: what is done to such a run comes before its end, however fast its steps are. */
    static final String LONG = "training.budget={epochs: 32}";

    /** Workers that remember their examples: epochs pass over some by their losses, and scores are collected in training. */
    static final String REMEMBERING =
            "importance={rounds: 2, method: aum, also: [forgetting], dynamic: {kind: infobatch}}";

    private static final Map<List<String>, RunChecks.Run> UNDISTURBED = new HashMap<>();

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

    /**
     * The job, trained once in this JVM with nothing in its way: what disturbed runs are compared with.
     *
     * @param sets that change its plan
     */
    static RunChecks.Run undisturbed(String... sets) throws IOException {
        synchronized (UNDISTURBED) {
            List<String> plan = List.of(sets);
            if (!UNDISTURBED.containsKey(plan)) {
                UNDISTURBED.put(plan, train(sets));
            }
            return UNDISTURBED.get(plan);
        }
    }

    private static RunChecks.Run train(String... sets) throws IOException {
        Path directory = Files.createTempDirectory("tiny");
        Path output = directory.resolve("runs");
        List<String> arguments =
                new ArrayList<>(List.of("train", write(directory).toString(), "--quiet"));
        arguments.addAll(List.of("--output", output.toString(), "--master", "local[2]"));
        for (String set : sets) {
            arguments.addAll(List.of("--set", set));
        }
        Result result = run(arguments.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new IllegalStateException("The tiny job ended with " + result);
        }
        return RunChecks.onlyRun(output);
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
