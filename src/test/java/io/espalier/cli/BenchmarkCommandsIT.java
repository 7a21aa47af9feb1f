package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.testing.EspalierProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks as they are typed, at the smallest size. */
class BenchmarkCommandsIT {
    @TempDir
    private Path directory;

    @Test
    void qualityPairsAnArmWithDenseTraining() throws IOException {
        Path runs = directory.resolve("runs");
        String job = TinyJob.write(directory).toString();
        JsonNode report = json(
                "benchmark", "quality", job, "--master", "local[2]", "--output", runs.toString(), "--set", "name=q");

        assertThat(report.path("trials")).hasSize(2);
        JsonNode arms = report.path("arms");
        assertThat(arms.path("dense").path("parameters_removed_fraction").asDouble())
                .isZero();
        assertThat(arms.path("constrained").path("parameters_removed_fraction").asDouble())
                .isBetween(0.4, 0.6);
        try (Stream<Path> kept = Files.list(runs)) {
            assertThat(kept.map(run -> run.getFileName().toString()))
                    .hasSize(2)
                    .allMatch(name -> name.startsWith("q-"));
        }
    }

    @Test
    void selectionTrainsEveryWayToChooseOnceAndTakesUpWhatIsThere() throws IOException {
        Path runs = directory.resolve("runs");
        String job = TinyJob.write(directory).toString();
        String[] command = {
            "benchmark",
            "selection",
            job,
            "--master",
            "local[2]",
            "--output",
            runs.toString(),
            "--methods",
            "el2n,aum",
            "--selections",
            "ccs,random",
            "--kept",
            "0.2",
            "--hardest-dropped",
            "0.1",
            "--seeds",
            "3"
        };
        JsonNode report = json(command);

        assertThat(report.path("trials").findValuesAsText("arm"))
                .containsExactly("el2n ccs 0.2", "random 0.2", "aum ccs 0.2");
        // A fifth of the 1,259 training examples.
        assertThat(report.path("trials").findValuesAsText("examples_kept")).containsOnly("251");
        assertThat(report.path("difference_points")).hasSize(2);
        assertThat(json(command)).isEqualTo(report);
        try (Stream<Path> kept = Files.list(runs)) {
            assertThat(kept).hasSize(3);
        }
    }

    /** What a training computes on its way, and what it takes from the table of another one, are the same scores. */
    @Test
    void selectionGivesTheBitsOfATrainingThatScoresItself() throws IOException {
        String job = TinyJob.write(directory).toString();
        List<String> common = List.of("--master", "local[2]", "--kept", "0.2", "--seeds", "3");
        JsonNode shared = selection(job, common, "--methods", "loss,el2n", "--selections", "ccs");
        JsonNode alone = selection(job, common, "--methods", "el2n", "--selections", "ccs");

        assertThat(shared.at("/trials/1/arm").asText()).isEqualTo("el2n ccs 0.2");
        assertThat(shared.at("/trials/1/weights_sha256")).isEqualTo(alone.at("/trials/0/weights_sha256"));
        assertThat(shared.at("/trials/0/weights_sha256")).isNotEqualTo(alone.at("/trials/0/weights_sha256"));
    }

    private static JsonNode selection(String job, List<String> common, String... more) throws IOException {
        return json(Stream.of(Stream.of("benchmark", "selection", job), common.stream(), Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    @Test
    void mislabelledExamplesAreFoundByTheirMargins() throws IOException {
        String job = TinyJob.write(directory).toString();
        JsonNode report = json(
                "benchmark",
                "mislabelled",
                job,
                "--master",
                "local[2]",
                "--flipped",
                "0.1",
                "--methods",
                "aum,random",
                "--set",
                "phases=[{baseline: 0.9}, {constrained: 0.1}]");

        JsonNode trial = report.at("/trials/0");
        assertThat(trial.path("examples").asInt()).isEqualTo(1_797);
        assertThat(trial.path("mislabelled").asInt()).isEqualTo(179);
        assertThat(trial.at("/auc/aum").asDouble()).isGreaterThan(0.9);
        assertThat(trial.at("/auc/random").asDouble()).isBetween(0.4, 0.6);
    }

    @Test
    void whatCanNotBeSelectedOrFoundIsRefused() throws IOException {
        String job = TinyJob.write(directory).toString();
        Refusal.of(directory, "benchmark", "selection", job, "--kept", "0.1,0.2,0.3", "--hardest-dropped", "0,0")
                .isEqualTo("--hardest-dropped takes one value, or one for each of the 3 of --kept: 2");
        Refusal.of(directory, "benchmark", "selection", job, "--selections", "ccs,tops")
                .startsWith("--selections must be one of ccs, top, bottom")
                .endsWith(": tops; did you mean top?");
        Refusal.of(directory, "benchmark", "selection", job, "--kept", "1.5")
                .isEqualTo("benchmark selection: keep must be in (0, 1): 1.5");
        Refusal.of(directory, "benchmark", "mislabelled", job, "--flipped", "1")
                .isEqualTo("benchmark mislabelled: Flipped labels must be a fraction in (0, 1): 1");
        Refusal.of(directory, "benchmark", "mislabelled", job, "--set", "phases=[{baseline: 1}]")
                .startsWith("benchmark mislabelled needs a phase after the baseline");
    }

    @Test
    void loopMeasuresAsManyPairsAsAreAskedFor() throws IOException {
        JsonNode report = json("benchmark", "loop", "--batch", "16", "--steps", "2", "--rounds", "2", "--warm-up", "0");

        assertThat(report.path("benchmark").asText()).isEqualTo("loop");
        assertThat(report.path("pairs").asInt()).isEqualTo(2);
    }

    @Test
    void selectGivesSecondsOfBothWaysAndEqualIds() throws IOException {
        JsonNode report = json("benchmark", "select", "--rows", "20000", "--keep", "0.3", "--master", "local[2]");

        assertThat(report.path("kept").asInt()).isEqualTo(6_000);
        assertThat(report.path("same_ids").asBoolean()).isTrue();
        assertThat(report.path("ratio").asDouble()).isPositive();
        assertThat(report.path("select_heap_mb").asInt()).isEqualTo(512);
        assertThat(report.path("query_heap_mb").asInt()).isEqualTo(512);
        Refusal.of(directory, "benchmark", "select", "--heap", "100")
                .isEqualTo("benchmark select: Heap must be at least 500 MB: 100");
    }

    @Test
    void loopTakesAnEngineAndAMaster() throws IOException {
        JsonNode report = json(
                "benchmark",
                "loop",
                "--batch",
                "16",
                "--steps",
                "2",
                "--rounds",
                "1",
                "--warm-up",
                "0",
                "--engine",
                "dl4j",
                "--master",
                "local[2]");

        assertThat(report.path("engine").asText()).isEqualTo("dl4j");
        assertThat(report.path("master").asText()).isEqualTo("local[2]");
    }

    @Test
    void engineGivesTheSpeedOfItsReplicasBesideTheLimit() throws IOException {
        JsonNode report =
                json("benchmark", "engine", "--network", "mlp", "--batch", "8", "--replicas", "2", "--seconds", "0.01");

        assertThat(report.fieldNames())
                .toIterable()
                .containsExactly(
                        "network",
                        "engine",
                        "batch",
                        "replicas",
                        "threads",
                        "train_samples_per_second",
                        "forward_samples_per_second",
                        "scoring_samples_per_second",
                        "gflops",
                        "limit_gflops");
        assertThat(report.path("network").asText()).isEqualTo("mlp");
        assertThat(report.path("batch").asInt()).isEqualTo(8);
        assertThat(report.path("replicas").asInt()).isEqualTo(2);
        for (String rate : List.of("train", "forward", "scoring")) {
            assertThat(report.path(rate + "_samples_per_second").asDouble()).isPositive();
        }
        assertThat(report.path("gflops").asDouble()).isPositive();
        assertThat(report.path("limit_gflops").asDouble()).isGreaterThan(1);
    }

    @Test
    void compareMeasuresDl4jWithAndWithoutOneDnn() throws IOException {
        JsonNode report = json(
                "benchmark",
                "compare",
                "--peer",
                "dl4j",
                "--network",
                "lenet",
                "--batch",
                "4",
                "--turns",
                "2",
                "--seconds",
                "0.01");

        assertThat(report.path("turns").asInt()).isEqualTo(2);
        for (String mode : List.of("fit", "onednn")) {
            JsonNode peer = report.path("peers").path(mode);
            assertThat(peer.path("train_ratio").asDouble()).isPositive();
            assertThat(peer.path("scoring_ratios")).hasSize(2);
            assertThat(peer.path("details").path("nd4j").asText()).isNotEmpty();
        }
    }

    @Test
    void compareMeasuresPytorchOrSaysWhatIsMissing() throws IOException {
        String[] command = {"benchmark", "compare", "--batch", "4", "--turns", "1", "--seconds", "0.01"};
        if (hasPytorch()) {
            JsonNode peers = json(command).path("peers");
            assertThat(peers.fieldNames()).toIterable().containsExactly("eager", "fastest");
            assertThat(peers.at("/eager/train_ratio").asDouble()).isPositive();
            assertThat(peers.at("/eager/details/torch").asText()).startsWith("2.");
        } else {
            Refusal.of(directory, command)
                    .matches("(python3 has no PyTorch 2 \\(|Python can't be started: ).*--python");
        }
    }

    private static boolean hasPytorch() throws IOException {
        try {
            return new ProcessBuilder("python3", "-c", "import torch")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no Python
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void scalingMeasuresOneExecutorAndTwo() throws IOException {
        JsonNode report = json(
                "benchmark",
                "scaling",
                "--batch",
                "8",
                "--steps",
                "2",
                "--rounds",
                "1",
                "--warm-up",
                "0",
                "--turns",
                "1",
                "--executor-memory",
                "1024");

        assertThat(report.at("/samples_per_second_by_executors/1").asDouble()).isPositive();
        assertThat(report.at("/samples_per_second_by_executors/2").asDouble()).isPositive();
        assertThat(report.at("/gain_by_executors/1").asDouble()).isEqualTo(1);
    }

    @Test
    @Tag("full")
    void killsLeaveTheBitsAsTheyAre() throws IOException {
        String job = TinyJob.write(directory).toString();
        JsonNode report = json(
                "benchmark",
                "kills",
                job,
                "--kills",
                "1",
                "--master",
                "local-cluster[2,1,1024]",
                "--set",
                TinyJob.LONG);

        assertThat(report.path("kills").asInt()).isEqualTo(1);
        assertThat(report.path("same_bits").asBoolean()).isTrue();
    }

    @Test
    @Tag("full")
    void signalEndsABenchmarkAndIsSaidToHaveDoneSo() throws Exception {
        Path runs = directory.resolve("runs");
        String job = TinyJob.write(directory).toString();
        try (EspalierProcess process = EspalierProcess.start(
                directory,
                "benchmark",
                "quality",
                job,
                "--master",
                "local[2]",
                "--output",
                runs.toString(),
                "--set",
                TinyJob.LONG)) {
            Path run = process.awaitInRun(runs, "rounds.jsonl", "\"round\":2,");
            process.signal("TERM");
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(143);
            assertThat(process.errors().lines().filter(line -> !line.startsWith("warning: ")))
                    .containsExactly("espalier: The process was ended by a signal; continue the run with --resume "
                            + run.getFileName());
        }
    }

    @Test
    void heapTrainsOnTheTableThatItMade() throws IOException {
        JsonNode report = json("benchmark", "heap", "--rows", "10000", "--features", "16", "--master", "local[2]");

        assertThat(report.path("rows").asInt()).isEqualTo(10_000);
        assertThat(report.path("heap_limit_bytes").asLong())
                .isEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(report.path("test_quality").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void sizesThatAreTooSmallAreRefused() {
        Refusal.of(directory, "benchmark", "heap", "--rows", "10")
                .isEqualTo("benchmark heap: Rows must be at least 10000: 10");
        Refusal.of(directory, "benchmark", "loop", "--rounds", "0").startsWith("benchmark loop: ");
        Refusal.of(directory, "benchmark", "engine", "--seconds", "0")
                .isEqualTo("benchmark engine: Seconds must be above 0: 0.0");
        Refusal.of(directory, "benchmark", "engine", "--replicas", "2", "--threads", "2")
                .isEqualTo("benchmark engine: Of replicas and threads one must be 1: 2, 2");
        Refusal.of(directory, "benchmark", "engine", "--threads", "8", "--batch", "4")
                .isEqualTo("benchmark engine: Threads must be at most the examples of a batch: 8, 4");
        Refusal.of(directory, "benchmark", "engine", "--batch", "1000000")
                .isEqualTo(
                        "benchmark engine: The images of batch, replicas and steps must be at most 2739137: 32000000");
        Refusal.of(directory, "benchmark", "scaling", "--executor-memory", "100")
                .isNotEmpty();
        Refusal.of(directory, "benchmark", "compare", "--turns", "0")
                .isEqualTo("benchmark compare: Turns must be at least 1: 0");
    }

    @Test
    void whatCanNotBeComparedIsRefused() {
        Refusal.of(directory, "benchmark", "compare", "--peer", "caffe")
                .startsWith("--peer must be one of pytorch, dl4j, dl4j-spark: caffe");
        Refusal.of(directory, "benchmark", "compare", "--peer", "dl4j-spark", "--network", "lenet")
                .isEqualTo("benchmark compare: dl4j-spark is compared with network mlp and 2 replicas: lenet, 2");
        Refusal.of(directory, "benchmark", "compare", "--python", directory + "/none")
                .startsWith("Python can't be started: ")
                .endsWith("; name one that has PyTorch 2 with --python");
    }

    /** What a command prints: one JSON document, and nothing else. */
    private static JsonNode json(String... arguments) throws IOException {
        TinyJob.Result result = TinyJob.run(
                Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return new ObjectMapper().readTree(result.out());
    }
}
