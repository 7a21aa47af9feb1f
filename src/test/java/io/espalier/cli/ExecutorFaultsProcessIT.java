package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors of a standalone cluster are killed while they train. Their workers carry as much as they can from round to round: moments of
 * their own and what rounding took from their changes.
 */
class ExecutorFaultsProcessIT {
    private static final List<String> KEEPING =
            List.of("--set", "averaging={outer: nesterov, inner: keep, wire: int8}");

    @TempDir
    Path directory;

    @Test
    void killedExecutorIsReplacedAndItsWorkersStateMadeAgain() throws Exception {
        RunChecks.Run run = disturbed(List.of("training.budget={epochs: 8}"), 5);
        assertThat(run.weights()).isEqualTo(undisturbed("training.budget={epochs: 8}"));
        assertThat(incidents(run, "replayed_rounds")).isPositive();
        assertThat(incidents(run, "repacked_pieces")).isPositive();
    }

    @Test
    @Tag("full")
    void twentyKilledExecutorsChangeNoBit() throws Exception {
        List<Integer> rounds = new ArrayList<>();
        for (int round = 2; round <= 40; round += 2) {
            rounds.add(round);
        }
        String epochs = "training.budget={epochs: 32}";
        RunChecks.Run run = disturbed(
                List.of(epochs), rounds.stream().mapToInt(Integer::intValue).toArray());
        assertThat(run.weights()).isEqualTo(undisturbed(epochs));
    }

    /** Trains on a cluster of which one executor is killed after each of some rounds. */
    private RunChecks.Run disturbed(List<String> sets, int... killAfter) throws Exception {
        Path output = directory.resolve("disturbed");
        SplitMix64 random = new SplitMix64(killAfter.length);
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"))) {
            List<String> arguments = arguments(output, sets);
            arguments.addAll(List.of("--master", cluster.master(), "--set", "cluster.executors=2"));
            try (EspalierProcess process = EspalierProcess.start(directory, arguments.toArray(String[]::new))) {
                for (int round : killAfter) {
                    process.awaitInRun(output, "rounds.jsonl", "\"round\":" + round + ",");
                    List<ProcessHandle> executors = cluster.executors();
                    if (!executors.isEmpty()) {
                        executors.get(random.nextInt(executors.size())).destroyForcibly();
                    }
                }
                assertThat(process.exitCode()).as(process.errors()).isZero();
            }
        }
        return RunChecks.onlyRun(output);
    }

    private String undisturbed(String set) throws IOException {
        Path output = directory.resolve("undisturbed");
        List<String> arguments = arguments(output, List.of(set));
        arguments.addAll(List.of("--master", "local[2]"));
        assertThat(TinyJob.run(arguments.toArray(String[]::new)).exitCode()).isZero();
        return RunChecks.onlyRun(output).weights();
    }

    private List<String> arguments(Path output, List<String> sets) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("train", TinyJob.write(directory).toString()));
        arguments.addAll(List.of("--output", output.toString(), "--quiet"));
        arguments.addAll(KEEPING);
        sets.forEach(set -> arguments.addAll(List.of("--set", set)));
        return arguments;
    }

    private static int incidents(RunChecks.Run run, String kind) {
        return run.rounds().stream()
                .mapToInt(round -> round.at("/incidents/" + kind).asInt())
                .sum();
    }
}
