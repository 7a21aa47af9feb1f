package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.ProcessSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds leave nothing behind that adds up: on the heaps, in native memory, in Spark's block managers, on disks. */
class ManyRoundsProcessIT {
    private static final String JOB =
            """
            name: many
            data: {source: digits}
            network: {kind: mlp, hidden: [64]}
            training: {workers: 2, batch: 16, budget: {steps: 4000}, steps_per_round: 1, evaluations: 34}
            importance: {rounds: 2}
            phases: [{baseline: 0.03}, {hybrid: 0.27}, {constrained: 0.7}]
            averaging: {outer: nesterov, inner: keep, wire: int8}
            checkpoint: {every_rounds: 20, keep: 2}
            """;

    /** Heaps that are as large as they may be from the start: what a process grows by then is native. */
    private static final String FULL_HEAPS = "-Xms1g -XX:+AlwaysPreTouch -XX:TieredStopAtLevel=1";

    /** The scores are written: what Spark loads for tables, tens of MB of classes, is there. */
    private static final int EARLY = 400;

    private static final int LATE = 2000;
    private static final int STEP = 50;
    private static final long MB = 1L << 20;
    /** What 1,600 leaked broadcasts exceed: each holds 4,810 values twice, 38 kB, in all 61 MB. */
    private static final long HEAP_GROWTH = 16 * MB;
    /** What 1,600 leaked networks exceed: each holds its values four times, and its arrays for rows, more than 100 kB. */
    private static final long RESIDENT_GROWTH = 128 * MB;
    /** Of a round that goes on: its own broadcasts, and those of Spark. */
    private static final int BLOCKS = 100;

    private static final long DISK_GROWTH = 2 * MB;

    @TempDir
    Path directory;

    @Test
    @Tag("full")
    void twoThousandRoundsLeaveMemoryAndDisksAsTheyWere() throws Exception {
        Path job = Files.writeString(directory.resolve("many.yaml"), JOB);
        Path output = directory.resolve("runs");
        String[] command = {
            "train", job.toString(), "--output", output.toString(), "--quiet", "--master", "local-cluster[2,1,1024]"
        };
        // Without settings of their own, executors have the driver's variables.
        String shell = "export SPARK_CONF_DIR='" + directory + "' JDK_JAVA_OPTIONS='" + FULL_HEAPS + "'; exec \"$@\"";
        try (EspalierProcess process = EspalierProcess.startIn(shell, directory, command)) {
            Map<Long, ProcessSample> early = samplesAfter(EARLY, STEP, process, output);
            long runBytes = runBytes(output);
            long localBytes = localBytes();
            Map<Long, ProcessSample> late = samplesAfter(LATE, EARLY + STEP, process, output);
            assertThat(late.keySet())
                    .as("driver and executors")
                    .isEqualTo(early.keySet())
                    .hasSize(3);
            late.forEach((pid, sample) -> {
                String change = early.get(pid) + " -> " + sample;
                assertThat(sample.heapBytes() - early.get(pid).heapBytes())
                        .as(change)
                        .isLessThan(HEAP_GROWTH);
                assertThat(sample.residentBytes() - early.get(pid).residentBytes())
                        .as(change)
                        .isLessThan(RESIDENT_GROWTH);
                assertThat(sample.blocks()).as(change).isLessThan(BLOCKS);
            });
            assertThat(runBytes(output) - runBytes).as("run directory").isLessThan(DISK_GROWTH);
            assertThat(localBytes() - localBytes).as("local files").isLessThan(DISK_GROWTH);
        }
    }

    /** In steps, because patience with the next round has an end. */
    private static Map<Long, ProcessSample> samplesAfter(int round, int first, EspalierProcess process, Path output)
            throws IOException, InterruptedException {
        for (int next = first; next <= round; next += STEP) {
            process.awaitInRun(output, "rounds.jsonl", "\"round\":" + next + ",");
        }
        Map<Long, ProcessSample> samples = new LinkedHashMap<>();
        List<Long> pids = new ArrayList<>(List.of(process.pid()));
        ProcessHandle.of(process.pid())
                .orElseThrow()
                .children()
                .map(ProcessHandle::pid)
                .forEach(pids::add);
        // The driver first: what it no longer needs is removed from the executors then.
        for (long pid : pids) {
            samples.put(pid, ProcessSample.of(pid));
        }
        return samples;
    }

    /** The largest of the files come and go with each checkpoint. */
    private static long runBytes(Path output) throws IOException {
        return bytes(output, "rounds.jsonl");
    }

    private long localBytes() throws IOException {
        return bytes(directory.resolve("tmp"), "");
    }

    private static long bytes(Path root, String except) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> !file.getFileName().toString().equals(except))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
