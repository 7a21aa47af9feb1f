package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two executors gets a tenth of the time, in pieces: the record says which one the others waited for. */
class SlowExecutorProcessIT {
    private static final String SLOWING =
            "while kill -STOP $0 2>/dev/null; do sleep 0.45; kill -CONT $0 || exit; sleep 0.05; done";

    @TempDir
    Path directory;

    @Test
    void slowExecutorIsNamedInTheRoundsThatWaitedForIt() throws Exception {
        Path output = directory.resolve("runs");
        try (EspalierProcess process = EspalierProcess.start(
                directory,
                "train",
                TinyJob.write(directory).toString(),
                "--output",
                output.toString(),
                "--quiet",
                "--master",
                "local-cluster[2,1,1024]",
                // A round's steps take longer than the executor is left alone.
                "--set",
                "training.steps_per_round=400",
                "--set",
                "training.budget={steps: 200000}")) {
            process.awaitInRun(output, "rounds.jsonl", "\"round\":2,");
            ProcessHandle executor = executor(process);
            Process slowing = new ProcessBuilder("bash", "-c", SLOWING, Long.toString(executor.pid())).start();
            try {
                Path run = process.awaitInRun(output, "rounds.jsonl", straggler(1));
                assertThat(Files.readString(run.resolve("rounds.jsonl"))).contains(straggler(1));
            } finally {
                slowing.destroyForcibly().waitFor();
                // Or it would stand still for ever.
                EspalierProcess.signal("CONT", executor);
            }
        }
    }

    /** The beginning of what a round says of a worker on an executor, which has one worker of the two. */
    private static String straggler(int executor) {
        return "\"executor\":\"executor_127.0.0.1_" + executor + "\"";
    }

    /** The executor 1. */
    private static ProcessHandle executor(EspalierProcess process) throws IOException {
        for (ProcessHandle child :
                ProcessHandle.of(process.pid()).orElseThrow().children().toList()) {
            String command = Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"));
            if (command.contains("--executor-id\0001\000")) {
                return child;
            }
        }
        throw new IOException("No executor 1");
    }
}
