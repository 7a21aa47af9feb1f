package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed, stopped, out of disk or damaged, and go on: in the end nothing is lost and the bits are the same. */
class DisturbedRunProcessIT {
    /** Of which twenty processes train one or some rounds each. */
    private static final String LONGER = "training.budget={epochs: 96}";

    private static final String[] RESUME_OPTIONS = {"--master", "local[2]"};

    @TempDir
    Path directory;

    /** The first time before its first checkpoint: it goes on from the beginning, whose seconds are lost too. */
    @Test
    void runThatIsKilledInEveryPhaseEndsWithTheSameBits() throws Exception {
        Path run;
        // The first checkpoint is at the end of the baseline.
        try (EspalierProcess process = train(TinyJob.LONG, TinyJob.REMEMBERING, "checkpoint.every_rounds=20")) {
            run = process.awaitInRun(output(), "rounds.jsonl", "\"baseline\"");
            process.kill();
        }
        assertThat(RunChecks.checkpoints(run)).isEmpty();
        Instant restartedFirst = Instant.now();
        try (EspalierProcess process = resume(run)) {
            process.awaitInRun(output(), "rounds.jsonl", "\"hybrid\"");
            process.kill();
        }
        String newest = newestCheckpoint(run);
        Instant saved = Files.getLastModifiedTime(
                        run.resolve("checkpoints").resolve(newest).resolve("manifest.json"))
                .toInstant();
        Instant restarted = Instant.now();
        try (EspalierProcess process = resume(run)) {
            process.awaitInRun(output(), "rounds.jsonl", "\"constrained\"");
            process.kill();
        }
        try (EspalierProcess process = resume(run)) {
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }

        RunChecks.Run ended = RunChecks.check(run);
        assertSameAsUndisturbed(ended, TinyJob.LONG, TinyJob.REMEMBERING);
        assertEverySecondHasACause(ended);
        assertThat(ended.record().at("/provenance/resumes").asInt()).isEqualTo(3);
        assertThat(ended.seconds("stopped"))
                .isBetween(
                        seconds(began(ended), restartedFirst) + seconds(saved, restarted),
                        seconds(began(ended), Instant.now()));
    }

    @Test
    @Tag("full")
    void runThatIsKilledAfterEachOfTwentyRoundsEndsWithTheSameBits() throws Exception {
        Path run;
        try (EspalierProcess process = train(LONGER, "checkpoint.every_rounds=1")) {
            run = process.awaitInRun(output(), "rounds.jsonl", round(1));
            process.kill();
        }
        for (int kill = 2; kill <= 20; kill++) {
            int recorded = Files.readAllLines(run.resolve("rounds.jsonl")).size();
            try (EspalierProcess process = resume(run)) {
                process.awaitInRun(output(), "rounds.jsonl", round(recorded + 1));
                process.kill();
            }
        }
        assertThat(resumeHere(run).exitCode()).isZero();
        assertSameAsUndisturbed(RunChecks.check(run), LONGER);
        assertThat(RunChecks.check(run).record().at("/provenance/resumes").asInt())
                .isEqualTo(20);
    }

    private static String round(int round) {
        return "\"round\":" + round + ",";
    }

    @Test
    void signalEndsTheRunAfterItsRoundAndItGoesOnWithTheSameBits() throws Exception {
        Path run;
        try (EspalierProcess process = train(TinyJob.LONG)) {
            run = process.awaitInRun(output(), "rounds.jsonl", "\"hybrid\"");
            process.signal("TERM");
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(143);
            assertStopped(run);
            assertThat(process.output()).contains("go on with: espalier train --resume " + run);
        }
        assumeThat(interruptIsIgnored())
                .as("SIGINT ignored, as in a background job")
                .isFalse();
        try (EspalierProcess process = resume(run)) {
            process.awaitInRun(output(), "rounds.jsonl", "\"constrained\"");
            assertThat(resumeHere(run))
                    .isEqualTo(new TinyJob.Result(
                            2,
                            "",
                            "espalier: Run directory " + run + " is in use by process " + process.pid()
                                    + "; wait until it ends or stop it\n"));
            process.signal("INT");
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(130);
        }
        assertStopped(run);
        assertDamagedCheckpointIsPassedOver(run, "truncated", DisturbedRunProcessIT::truncate);
        assertDamagedCheckpointIsPassedOver(run, "flipped", DisturbedRunProcessIT::flipBit);
        assertThat(resumeHere(run).exitCode()).isZero();
        assertSameAsUndisturbed(RunChecks.check(run), TinyJob.LONG);
    }

    @Test
    void diskThatIsTooSmallForACheckpointIsOneLineAndTheRunGoesOnWhenThereIsRoom() throws Exception {
        // 1.2 MB of weights: more than the limit of 1 MB; the packed data and Spark's own files are smaller.
        String wide = "network.hidden=[512,512]";
        try (EspalierProcess process =
                EspalierProcess.startIn("ulimit -f 1024; exec \"$@\"", directory, arguments(output(), "--set", wide))) {
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            Path run = RunChecks.onlyDirectory(output());
            assertThat(process.errors().lines().filter(line -> !line.startsWith("warning: ")))
                    .containsExactly("espalier: Can't write " + run.resolve("checkpoints/baseline-3")
                            + ": File too large; free space and continue the run with --resume " + run.getFileName());
            assertThat(RunChecks.check(run).status()).isEqualTo("failed");
        }
        Path run = RunChecks.onlyDirectory(output());
        assertThat(resumeHere(run).exitCode()).isZero();
        assertSameAsUndisturbed(RunChecks.check(run), wide);
    }

    @Test
    void completedRunIsNotResumed() throws Exception {
        Path run = TinyJob.undisturbed().directory();
        assertThat(resumeHere(run))
                .isEqualTo(new TinyJob.Result(
                        2, "", "espalier: Run " + run.getFileName() + " is completed; there is nothing to resume\n"));
    }

    @Test
    void resumeWithAnotherPlanNamesTheChangedKeys() throws Exception {
        Path run = copy(TinyJob.undisturbed().directory(), directory.resolve("copy"));
        Path record = run.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"completed\"", "\"running\""));
        TinyJob.Result result = TinyJob.run(
                "train",
                TinyJob.write(directory).toString(),
                "--resume",
                run.toString(),
                "--set",
                "training.seed=2",
                "--set",
                "network.hidden=[32]",
                "--set",
                "checkpoint.keep=1");
        assertThat(result)
                .isEqualTo(new TinyJob.Result(
                        2,
                        "",
                        "espalier: A run is resumed with the plan it began with; changed: network.hidden, training.seed,"
                                + " importance.seed\n"));
    }

    @Test
    void divergedRunNamesRoundAndLastGoodCheckpoint() throws Exception {
        // With an L2 penalty of 1000 a step multiplies each weight by about -1.05, and gradients grow with the weights:
        // they
        // overflow some rounds after the first checkpoint.
        TinyJob.Result result = TinyJob.run(arguments(
                output(),
                "--quiet",
                "--set",
                "training.updater={kind: sgd, learning_rate: 0.00205, decay: constant, l2: 1000}"));
        RunChecks.Run run = RunChecks.onlyRun(output());
        int round = run.rounds().size() + 1;
        String message = "Training diverged in round " + round + " (loss NaN); last good checkpoint: "
                + newestCheckpoint(run.directory());
        assertThat(result.err().lines().filter(line -> !line.startsWith("warning: ")))
                .containsExactly("espalier: " + message);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(run.status()).isEqualTo("failed");
        assertThat(run.reason()).isEqualTo(message);
        assertThat(round).as("a checkpoint is written after round 3").isGreaterThan(3);
    }

    private Path output() {
        return directory.resolve("runs");
    }

    private EspalierProcess train(String... sets) throws IOException {
        return EspalierProcess.start(
                directory,
                arguments(
                        output(),
                        Stream.of(sets).flatMap(set -> Stream.of("--set", set)).toArray(String[]::new)));
    }

    private String[] arguments(Path output, String... more) throws IOException {
        String job = TinyJob.write(directory).toString();
        return Stream.of(
                        Stream.of("train", job, "--output", output.toString()),
                        Stream.of(RESUME_OPTIONS),
                        Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private EspalierProcess resume(Path run) throws IOException {
        return EspalierProcess.start(directory, resumeArguments(run));
    }

    private static TinyJob.Result resumeHere(Path run) {
        return TinyJob.run(resumeArguments(run));
    }

    private static String[] resumeArguments(Path run) {
        return Stream.concat(Stream.of("train", "--resume", run.toString()), Stream.of(RESUME_OPTIONS))
                .toArray(String[]::new);
    }

    private static void assertSameAsUndisturbed(RunChecks.Run run, String... sets) throws IOException {
        RunChecks.Run undisturbed = TinyJob.undisturbed(sets);
        assertThat(run.status()).isEqualTo("completed");
        assertThat(run.weights()).isEqualTo(undisturbed.weights());
        assertThat(run.rounds()).hasSameSizeAs(undisturbed.rounds());
    }

    /** From the run's beginning to its last evaluation, which follows the last round and comes before the model is written. */
    private static void assertEverySecondHasACause(RunChecks.Run run) throws IOException {
        double all = run.record().at("/final/seconds").asDouble() + run.seconds("stopped");
        // Process start and file times are known to the millisecond.
        assertThat(all)
                .isBetween(
                        seconds(began(run), modified(run.directory().resolve("rounds.jsonl"))) - 0.01,
                        seconds(began(run), modified(run.directory().resolve("model/model.zip"))) + 0.01);
    }

    private static Instant began(RunChecks.Run run) {
        return Instant.parse(run.record().at("/provenance/started").asText());
    }

    private static Instant modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    private static void assertStopped(Path directory) throws IOException {
        RunChecks.Run run = RunChecks.check(directory);
        int rounds = run.rounds().size();
        assertThat(run.status()).isEqualTo("stopped");
        assertThat(run.reason()).isEqualTo("signal after round " + rounds);
        assertThat(newestCheckpoint(directory)).endsWith("-" + rounds);
    }

    private static String newestCheckpoint(Path run) throws IOException {
        List<String> checkpoints = RunChecks.checkpoints(run);
        return checkpoints.get(checkpoints.size() - 1);
    }

    private interface Damage {
        void to(Path file) throws IOException;
    }

    private void assertDamagedCheckpointIsPassedOver(Path stopped, String name, Damage damage) throws IOException {
        Path run = copy(stopped, directory.resolve(name));
        List<String> checkpoints = RunChecks.checkpoints(run);
        String newest = checkpoints.get(checkpoints.size() - 1);
        String before = checkpoints.get(checkpoints.size() - 2);
        damage.to(run.resolve("checkpoints").resolve(newest).resolve("parameters.f32"));
        TinyJob.Result result = resumeHere(run);
        assertThat(result.exitCode()).isZero();
        assertThat(result.err().lines())
                .filteredOn(line -> line.contains("heckpoint"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("warning: Checkpoint " + newest)
                        .endsWith("using " + before));
        assertSameAsUndisturbed(RunChecks.check(run), TinyJob.LONG);
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    }

    private static void flipBit(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(file, bytes);
    }

    /** A copy of a run under another parent; its name is its id. */
    private static Path copy(Path run, Path parent) throws IOException {
        Path target = parent.resolve(run.getFileName());
        try (Stream<Path> tree = Files.walk(run)) {
            for (Path path : tree.toList()) {
                Path copied = target.resolve(run.relativize(path));
                Files.createDirectories(copied.getParent());
                Files.copy(path, copied);
            }
        }
        return target;
    }

    /** A shell that starts a job in the background without job control makes it ignore SIGINT, and its children too. */
    private static boolean interruptIsIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() * 1e-9;
    }
}
