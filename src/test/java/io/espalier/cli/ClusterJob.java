package io.espalier.cli;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tiny job on a cluster, with something in its way. Its workers carry as much as they can from round to round: moments of their own
 * and what rounding took from their changes.
 */
final class ClusterJob {
    /** A state a worker. */
    static final String KEEPING = "averaging={outer: nesterov, inner: keep, wire: int8}";

    private final Path directory;
    private final StandaloneCluster cluster;
    private final int executors;
    private final List<String> sets;
    private final Path sparkDefaults;

    /** A job in a directory of its own, on two executors; {@code sets} change its plan. */
    ClusterJob(Path directory, StandaloneCluster cluster, String... sets) throws IOException {
        this(directory, cluster, 2, sets);
    }

    /** The same on another number of executors. */
    ClusterJob(Path directory, StandaloneCluster cluster, int executors, String... sets) throws IOException {
        this.directory = directory;
        this.cluster = cluster;
        this.executors = executors;
        this.sets = List.of(sets);
        this.sparkDefaults = Files.createDirectories(directory.resolve("conf")).resolve("spark-defaults.conf");
    }

    /** Sets Spark's own settings as a person does; a line each. */
    ClusterJob withSpark(String... lines) throws IOException {
        Files.write(sparkDefaults, List.of(lines));
        return this;
    }

    EspalierProcess train() throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("train", TinyJob.write(directory).toString()));
        arguments.addAll(List.of("--output", output().toString(), "--quiet"));
        sets.forEach(set -> arguments.addAll(List.of("--set", set)));
        arguments.addAll(List.of("--set", "cluster.executors=" + executors));
        return start(arguments);
    }

    EspalierProcess resume() throws IOException {
        Path run = RunChecks.onlyDirectory(output());
        return start(new ArrayList<>(List.of("train", "--resume", run.toString(), "--quiet")));
    }

    /** Goes on to the end in this JVM, without the cluster. */
    void resumeHere() throws IOException {
        Path run = RunChecks.onlyDirectory(output());
        TinyJob.Result result = TinyJob.run("train", "--resume", run.toString(), "--master", "local[2]", "--quiet");
        if (result.exitCode() != 0) {
            throw new IllegalStateException("The resumed job ended with " + result);
        }
    }

    private EspalierProcess start(List<String> arguments) throws IOException {
        arguments.addAll(List.of("--master", cluster.master()));
        String shell = "export SPARK_CONF_DIR='" + sparkDefaults.getParent() + "'; exec \"$@\"";
        return EspalierProcess.startIn(shell, directory, arguments.toArray(String[]::new));
    }

    /** Where runs are. */
    Path output() {
        return directory.resolve("disturbed");
    }

    /** Number of the last round that has been recorded, 0 before the first. */
    int rounds() throws IOException {
        return Files.readAllLines(RunChecks.onlyDirectory(output()).resolve("rounds.jsonl"))
                .size();
    }

    /** Waits until a round has been recorded. */
    void awaitRound(EspalierProcess process, int round) throws IOException, InterruptedException {
        try {
            process.awaitInRun(output(), "rounds.jsonl", "\"round\":" + round + ",");
        } catch (IOException e) {
            cluster.writeThreads();
            throw e;
        }
    }

    /** The weights of the same plan, trained in this JVM with nothing in its way. */
    String undisturbed() throws IOException {
        return TinyJob.undisturbed(sets.toArray(String[]::new)).weights();
    }

    /** How often something went otherwise than planned, by its key in the record. */
    static int incidents(RunChecks.Run run, String kind) {
        return run.rounds().stream()
                .mapToInt(round -> round.at("/incidents/" + kind).asInt())
                .sum();
    }
}
