package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.api.Classifier;
import io.espalier.api.Espalier;
import io.espalier.data.CloseableIterator;
import io.espalier.data.ExampleIds;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.importance.Scores;
import io.espalier.run.DataPlan;
import io.espalier.testing.RunChecks;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code score}, and training by a table that it wrote. */
class ScoreIT {
    @TempDir
    static Path directory;

    private static Path job;
    private static Path trained;

    /** Two proxies of 12 % of the tiny job's budget: one epoch each. */
    @BeforeAll
    static void scoreOnce() throws IOException {
        job = TinyJob.write(directory);
        trained = directory.resolve("trained");
        TinyJob.Result result = score(trained, "local[2]", "--methods", "el2n,loss,grand,prototype,random");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("1,259 examples scored by el2n, loss, grand, prototype, random");
    }

    private static TinyJob.Result score(Path output, String master, String... more) {
        List<String> arguments = new ArrayList<>(List.of("score", job.toString(), "--output", output.toString()));
        arguments.addAll(List.of("--master", master, "--replicas", "2", "--proxy-fraction", "0.12"));
        arguments.addAll(List.of(more));
        return TinyJob.run(arguments.toArray(String[]::new));
    }

    /** The rows of a table by id, without it. */
    static Map<Long, List<Object>> table(Path scores) {
        try (SparkSession session = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Map<Long, List<Object>> rows = new TreeMap<>();
            for (Row row : session.read().parquet(scores.toString()).collectAsList()) {
                List<Object> values = new ArrayList<>();
                for (int column = 1; column < row.size(); column++) {
                    values.add(row.get(column));
                }
                assertThat(rows.put(row.getLong(0), values))
                        .as("second row of an id")
                        .isNull();
            }
            return rows;
        }
    }

    private static JsonNode lineage(Path output) throws IOException {
        return new ObjectMapper()
                .readTree(output.resolve("scores/_lineage.json").toFile());
    }

    @Test
    void lineageSaysWhatTheScoresWereComputedFrom() throws IOException {
        JsonNode lineage = lineage(trained);
        assertThat(lineage.at("/schema_version").asInt()).isEqualTo(4);
        assertThat(lineage.at("/methods/0").toString()).isEqualTo("{\"name\":\"el2n\",\"high_is_important\":true}");
        assertThat(lineage.at("/methods")).hasSize(5);
        assertThat(lineage.at("/examples").asLong()).isEqualTo(1259);
        assertThat(lineage.at("/proxy/kind").asText()).isEqualTo("trainings");
        assertThat(lineage.at("/proxy/seeds")).hasSize(2).doesNotHaveDuplicates();
        assertThat(lineage.at("/proxy/weights_sha256")).hasSize(2).doesNotHaveDuplicates();
        assertThat(lineage.at("/proxy/training/training.budget.epochs").asText())
                .isEqualTo("0.96");
        assertThat(lineage.at("/plan/network.hidden").asText()).isEqualTo("[32, 32]");
        assertThat(lineage.at("/versions").has("espalier")).isTrue();
        assertThat(lineage.at("/versions").has("spark")).isTrue();
        assertThat(lineage.at("/versions/kernels").asText()).matches("[0-9a-f]{16}");
        assertThat(lineage.at("/seconds").asDouble()).isPositive();
    }

    @Test
    void tableIsTheSameOnOneCore() {
        Map<Long, List<Object>> expected = table(trained.resolve("scores"));
        assertThat(expected).hasSize(1259);
        Path output = directory.resolve("one-core");
        TinyJob.Result result = score(output, "local[1]", "--methods", "el2n,loss,grand,prototype,random");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(table(output.resolve("scores"))).isEqualTo(expected);
    }

    @Test
    void examplesWithoutLabelsAreScoredByAModel() throws IOException {
        Path model = RunChecks.onlyDirectory(trained.resolve("proxies/1"));
        StringBuilder csv = new StringBuilder(
                IntStream.range(0, 64).mapToObj(i -> "p" + i).collect(Collectors.joining(",", "", "\n")));
        digits(job).values().forEach(digit -> {
            for (int i = 0; i < 64; i++) {
                csv.append(i == 0 ? "" : ",").append(digit.features()[i]);
            }
            csv.append('\n');
        });
        Path data = Files.writeString(directory.resolve("unlabelled.csv"), csv);
        Path unlabelled = Files.writeString(
                directory.resolve("unlabelled.yaml"),
                "data: {source: csv, path: " + data + ", labelled: false, image: [8, 8, 1], test_fraction: 0,"
                        + " validation_fraction: 0}\nnetwork: {kind: mlp}\n");
        Map<Long, List<Object>> first = scoreUnlabelled(unlabelled, model, "local[1]");
        assertThat(first).hasSize(1797).allSatisfy((id, row) -> {
            assertThat(row.get(0)).isEqualTo("");
            assertThat((double) row.get(1)).isBetween(0.0, Math.log(10));
            assertThat((double) row.get(2)).isBetween(0.0, 0.9);
            assertThat((double) row.get(3)).isNotNegative();
        });
        assertThat(first.values().stream().map(row -> row.get(3)).distinct().count())
                .isGreaterThan(1700);
        assertThat(scoreUnlabelled(unlabelled, model, "local[2]")).isEqualTo(first);

        Path output = directory.resolve("unlabelled");
        refused(unlabelled, output, "--model", model.toString(), "--methods", "entropy,el2n")
                .isEqualTo("data.labelled false: the method el2n needs labels; those that do not are entropy,"
                        + " least_confidence, prototype, random");
        refused(unlabelled, output, "--methods", "entropy")
                .isEqualTo("data.labelled false: no network can be trained to score examples without labels; give a"
                        + " --model");
        Refusal.of(directory, "train", unlabelled.toString(), "--output", output.toString(), "--master", "local[1]")
                .isEqualTo(
                        "data.labelled must be true to train: examples without labels can be scored by a model only");
    }

    private static Map<Long, List<Object>> scoreUnlabelled(Path unlabelled, Path model, String master) {
        Path output = directory.resolve("unlabelled-" + master.charAt(6));
        TinyJob.Result result = TinyJob.run(
                "score",
                unlabelled.toString(),
                "--model",
                model.toString(),
                "--methods",
                "entropy,least_confidence,prototype",
                "--output",
                output.toString(),
                "--master",
                master);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return table(output.resolve("scores"));
    }

    @Test
    void tableThatIsThereIsUsedAgainRefusedOrReplaced() throws IOException {
        Path output = directory.resolve("reused");
        assertThat(score(output, "local[2]", "--methods", "loss,el2n").exitCode())
                .isZero();
        FileTime written = Files.getLastModifiedTime(output.resolve("scores"));

        TinyJob.Result again = score(output, "local[2]", "--methods", "el2n");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("1,259 examples scored by loss, el2n, computed before from the same");

        TinyJob.Result other = score(output, "local[2]", "--methods", "entropy", "--set", "data.seed=9");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err())
                .hasLineCount(1)
                .contains(output.resolve("scores") + " has scores of something else: ")
                .contains("data.seed 0, here 9")
                .contains("columns loss, el2n, here entropy")
                .contains("replace it with --force-scores");
        TinyJob.Result longer = score(output, "local[2]", "--methods", "el2n", "--set", "training.budget.epochs=16");
        assertThat(longer.err()).contains("training.budget.epochs 0.96, here 1.92");
        TinyJob.Result passing =
                score(output, "local[2]", "--methods", "el2n", "--set", "importance.dynamic.kind=infobatch");
        assertThat(passing.err()).contains("importance.dynamic.kind none, here infobatch");
        assertThat(Files.getLastModifiedTime(output.resolve("scores"))).isEqualTo(written);

        TinyJob.Result forced = score(output, "local[2]", "--methods", "entropy", "--force-scores", "--json");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(forced.out())
                        .at("/methods/0/name")
                        .asText())
                .isEqualTo("entropy");
        assertThat(lineage(output).at("/methods")).hasSize(1);
    }

    /** As after a change of machines and of the program. What was trained elsewhere is complete, and stays. */
    @Test
    void tableThatWasComputedElsewhereIsRefusedByNameAndReplacedWhenInsistedOn() throws IOException {
        Path output = directory.resolve("elsewhere");
        String[] both = {"--methods", "el2n,random"};
        assertThat(score(output, "local[2]", both).exitCode()).isZero();
        Path lineage = output.resolve("scores/_lineage.json");
        String kernels = lineage(output).at("/versions/kernels").asText();
        String version = lineage(output).at("/versions/espalier").asText();
        Path proxy = RunChecks.onlyDirectory(output.resolve("proxies/1"));
        String trainedBy = RunChecks.onlyRun(output.resolve("proxies/1"))
                .record()
                .at("/provenance/kernel_probe")
                .asText();
        replace(lineage, kernels, "0123456789abcdef");
        replace(proxy.resolve("run.json"), trainedBy, "0123456789abcdef");

        assertThat(score(output, "local[2]", both).err())
                .hasLineCount(1)
                .contains(" has scores of something else: kernels 0123456789abcdef, here " + kernels + ";");
        assertThat(score(output, "local[2]", "--methods", "random").out()).contains("computed before from the same");
        replace(lineage, "\"espalier\" : \"" + version + "\"", "\"espalier\" : \"0.0.1\"");
        assertThat(score(output, "local[2]", "--methods", "random").err())
                .contains(" has scores of something else: espalier 0.0.1, here " + version + ";");

        TinyJob.Result forced = score(output, "local[2]", "--methods", "el2n,random", "--force-scores");
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(forced.err())
                .contains("warning: " + proxy + " was trained with other kernels (0123456789abcdef) than those here ("
                        + trainedBy + "): the scores will not have the bits of networks trained here");
        assertThat(RunChecks.onlyDirectory(output.resolve("proxies/1"))).isEqualTo(proxy);
        assertThat(score(output, "local[2]", both).out()).contains("computed before from the same");
    }

    private static void replace(Path file, String text, String other) throws IOException {
        String before = Files.readString(file);
        assertThat(before).contains(text);
        Files.writeString(file, before.replace(text, other));
    }

    /** Ids of the source are no hashes of what it holds. */
    @Test
    void tableIsNotUsedAgainForOtherContentUnderTheSameIds() throws IOException {
        Path keyed = keyed(0);
        Path output = directory.resolve("keyed-scores");
        String[] arguments = {
            "score", keyed.toString(), "--output", output.toString(), "--master", "local[1]", "--replicas", "1"
        };
        TinyJob.Result first = TinyJob.run(arguments);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(TinyJob.run(arguments).out()).contains("computed before from the same");
        String fingerprint = lineage(output).at("/data_fingerprint").asText();

        keyed(1);
        Refusal.of(directory, arguments).contains("has scores of something else: data_fingerprint " + fingerprint);
        String[] forced = Stream.concat(Arrays.stream(arguments), Stream.of("--force-scores"))
                .toArray(String[]::new);
        Refusal.of(directory, forced).contains(" was trained on other data (fingerprint " + fingerprint + ", now ");
    }

    /** A job of forty examples with ids; one feature of one of them is told. */
    private static Path keyed(int feature) throws IOException {
        String rows = IntStream.range(0, 40)
                .mapToObj(row -> row + "," + (row == 7 ? feature : row % 5) + "," + (row % 2 == 0 ? "a" : "b") + "\n")
                .collect(Collectors.joining());
        Path csv = Files.writeString(directory.resolve("keyed.csv"), "key,x,label\n" + rows);
        return Files.writeString(
                directory.resolve("keyed.yaml"),
                "data: {source: csv, path: " + csv + ", id: key}\nnetwork: {kind: mlp, hidden: [4]}\n");
    }

    /** A model's table is another one by another engine; by DL4J's layers also where blocks lie otherwise. */
    @Test
    void tableOfAModelIsUsedAgainOnlyWhereItsBitsWouldBeTheSame() throws IOException {
        Path model = RunChecks.onlyDirectory(trained.resolve("proxies/1"));
        Path output = directory.resolve("bits");
        String[] compiled = {"--model", model.toString(), "--methods", "el2n", "--master", "local[1]"};
        assertThat(scored(output, compiled).out()).doesNotContain("computed before");
        assertThat(scored(output, with(compiled, "training.workers=3", "importance.batch=100"))
                        .out())
                .contains("computed before from the same");
        refused(output, with(compiled, "training.engine=dl4j"))
                .contains("has scores of something else: training.engine compiled, here dl4j;");

        String[] layers = with(compiled, "training.engine=dl4j");
        assertThat(scored(output, with(layers, "importance.batch=255"), "--force-scores")
                        .out())
                .doesNotContain("computed before");
        refused(output, with(layers, "importance.batch=100", "training.workers=3"))
                .contains("has scores of something else: importance.batch 255, here 100; training.workers 2, here 3;");
    }

    private static String[] with(String[] arguments, String... sets) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(sets).flatMap(set -> Stream.of("--set", set)))
                .toArray(String[]::new);
    }

    private static TinyJob.Result scored(Path output, String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of("score", job.toString(), "--output", output.toString()));
        all.addAll(Arrays.asList(arguments));
        all.addAll(Arrays.asList(more));
        TinyJob.Result result = TinyJob.run(all.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    /** A complete training is not trained again for what it does not look at, and is for another network at the same path. */
    @Test
    void trainingsAreThoseOfWhatTheirFileHolds() throws IOException {
        Path file = directory.resolve("network.json");
        Path model = RunChecks.onlyDirectory(trained.resolve("proxies/1")).resolve("model/model.zip");
        String read = configuration(model);
        Files.writeString(file, read);
        Path output = directory.resolve("by-file");
        String network = "network={kind: dl4j, path: " + file + "}";
        assertThat(score(output, "local[2]", "--set", network).exitCode()).isZero();
        Path proxy = RunChecks.onlyDirectory(output.resolve("proxies/1"));

        String[] again = {"--set", network, "--set", "importance.kept=0.3", "--force-scores"};
        assertThat(score(output, "local[2]", again).exitCode()).isZero();
        assertThat(RunChecks.onlyDirectory(output.resolve("proxies/1"))).isEqualTo(proxy);

        Files.writeString(file, read.replace("ReLU", "Sigmoid"));
        assertThat(read).contains("ReLU");
        TinyJob.Result other = score(output, "local[2]", "--set", network);
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("network.path SHA-256 ");
        assertThat(score(output, "local[2]", again).exitCode()).isZero();
        assertThat(proxy).doesNotExist();
    }

    private static String configuration(Path model) throws IOException {
        try (ZipFile zip = new ZipFile(model.toFile())) {
            return new String(
                    zip.getInputStream(zip.getEntry("configuration.json")).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void refusedReplacementLeavesTheRecordOfWhatWasAsked() throws IOException {
        Path output = directory.resolve("kept");
        assertThat(score(output, "local[2]", "--methods", "el2n").exitCode()).isZero();
        String asked = Files.readString(output.resolve("scoring.json"));

        String[] other = {"--force-scores", "--model", job.toString(), "--methods", "loss", "--master", "local[1]"};
        refused(output, other).contains("is no complete zip file");

        assertThat(output.resolve("scoring.json")).hasContent(asked);
    }

    @Test
    void directoryWithFilesOfSomebodyElseIsNoPlaceForScores() throws IOException {
        Path notes = Files.createDirectories(directory.resolve("notes/scores")).resolve("a.txt");
        Files.writeString(notes, "mine");
        refused(notes.getParent().getParent(), "--master", "local[1]", "--force-scores")
                .endsWith(" it has no scoring.json; choose another output for scores");
        assertThat(notes).hasContent("mine");
    }

    /** As if the driver had been killed while the table was written: the trainings are complete, what was begun is not looked at. */
    @Test
    void interruptedScoringGoesOnWithItsCompleteTrainings() throws IOException {
        Path output = directory.resolve("interrupted");
        assertThat(score(output, "local[2]", "--methods", "el2n").exitCode()).isZero();
        Map<Long, List<Object>> expected = table(output.resolve("scores"));
        Path unfinished =
                Files.createDirectory(output.resolve("scores.writing")).resolve("espalier-unfinished");
        Files.move(output.resolve("scores"), unfinished);
        Files.delete(unfinished.resolve("_lineage.json"));
        Path proxy = RunChecks.onlyDirectory(output.resolve("proxies/1"));
        FileTime written = Files.getLastModifiedTime(proxy.resolve("run.json"));
        Files.createDirectories(output.resolve("proxies/2/half-made"));

        assertThat(score(output, "local[2]", "--methods", "el2n").exitCode()).isZero();

        assertThat(table(output.resolve("scores"))).isEqualTo(expected);
        assertThat(Files.getLastModifiedTime(proxy.resolve("run.json"))).isEqualTo(written);
        assertThat(output.resolve("scores.writing")).doesNotExist();
        assertThat(output.resolve("proxies/2/half-made")).doesNotExist();
    }

    @Test
    void modelScoresTheExamplesAsItPredictsThem() throws IOException {
        Path model = RunChecks.onlyDirectory(trained.resolve("proxies/1"));
        Path output = directory.resolve("model");
        TinyJob.Result result = TinyJob.run(
                "score",
                job.toString(),
                "--model",
                model.toString(),
                "--methods",
                "el2n,loss",
                "--output",
                output.toString(),
                "--master",
                "local[2]");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(lineage(output).at("/proxy/kind").asText()).isEqualTo("model");

        Map<Long, List<Object>> table = table(output.resolve("scores"));
        assertThat(table).hasSize(1259);
        Map<Long, RawExample> digits = digits(job);
        try (Classifier classifier = Espalier.load(model)) {
            table.forEach((id, row) -> {
                float[] probabilities = classifier.probabilities(digits.get(id).features());
                int label = classifier.classes().indexOf(row.get(0));
                assertThat(row.get(0)).isEqualTo(digits.get(id).label());
                assertThat((double) row.get(1)).isCloseTo(Scores.el2n(probabilities, 0, 10, label), within(1e-5));
                assertThat((double) row.get(2)).isCloseTo(Scores.loss(probabilities, 0, 10, label), within(1e-4));
            });
        }
    }

    /** Digits have no key: their ids are the hashes of their content; none occurs twice. */
    static Map<Long, RawExample> digits(Path job) {
        Map<Long, RawExample> digits = new HashMap<>();
        DataPlan plan = Espalier.plan(job).data();
        try (CloseableIterator<RawExample> examples =
                Readers.of(plan, Part.TRAIN).orElseThrow().open()) {
            examples.forEachRemaining(example ->
                    digits.put(ExampleIds.id(ExampleIds.contentHash(example.features(), example.label()), 0), example));
        }
        return digits;
    }

    @Test
    void trainingTakesTheScoresOfATable() throws IOException {
        Path output = directory.resolve("runs");
        TinyJob.Result result = TinyJob.run(
                "train",
                job.toString(),
                "--scores",
                trained.toString(),
                "--output",
                output.toString(),
                "--master",
                "local[2]",
                "--set",
                "importance.selection=top",
                "--quiet");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("importance.scores");
        RunChecks.Run run = RunChecks.onlyRun(output);

        Map<Long, List<Object>> scores = table(trained.resolve("scores"));
        Map<Long, List<Object>> taken = table(run.directory().resolve("scores"));
        assertThat(taken.keySet()).isEqualTo(scores.keySet());
        taken.forEach((id, row) -> assertThat(row).isEqualTo(scores.get(id).subList(0, 2)));
        assertThat(lineage(run.directory())).isEqualTo(lineage(trained));
        // The 755 of highest EL2N.
        double lowest = scores.values().stream()
                .map(row -> (double) row.get(1))
                .sorted((a, b) -> Double.compare(b, a))
                .toList()
                .get(754);
        assertThat(table(run.directory().resolve("selection")).keySet())
                .hasSize(755)
                .allSatisfy(id -> assertThat((double) scores.get(id).get(1)).isGreaterThanOrEqualTo(lowest));
    }

    /** The job that trains by the table writes it first. */
    @Test
    void oneJobFileServesScoreAndTheTrainingByItsTable() throws IOException {
        Path output = directory.resolve("both");
        Path both = Files.writeString(
                directory.resolve("both.yaml"),
                Files.readString(job)
                        .replace("importance: {", "importance: {scores: " + output + ", ")
                        .replace("name: tiny", "name: both"));

        TinyJob.Result scored = TinyJob.run(
                "score",
                both.toString(),
                "--output",
                output.toString(),
                "--master",
                "local[2]",
                "--replicas",
                "1",
                "--proxy-fraction",
                "0.12",
                "--methods",
                "el2n,loss");
        assertThat(scored.exitCode()).as(scored.err()).isZero();

        Path runs = directory.resolve("both-runs");
        TinyJob.Result result =
                TinyJob.run("train", both.toString(), "--output", runs.toString(), "--master", "local[2]", "--quiet");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(lineage(RunChecks.onlyRun(runs).directory())).isEqualTo(lineage(output));
    }

    @Test
    void tableOfAnotherPlanIsRefusedByNameAndTakenWhenInsistedOn() {
        Path output = directory.resolve("other");
        List<String> train = List.of(
                "train",
                job.toString(),
                "--scores",
                trained.resolve("scores").toString(),
                "--output",
                output.toString(),
                "--master",
                "local[2]",
                "--quiet",
                "--set",
                "network.hidden=[16]");
        TinyJob.Result refused = TinyJob.run(train.toArray(String[]::new));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualTo("espalier: importance.scores: " + trained.resolve("scores")
                        + " has scores of something else: network.hidden [32, 32], here [16]; compute them again with"
                        + " espalier score, or insist on them with --force-scores\n");
        assertThat(output).doesNotExist();

        TinyJob.Result forced = TinyJob.run(
                Stream.concat(train.stream(), Stream.of("--force-scores")).toArray(String[]::new));
        assertThat(forced.exitCode()).as(forced.err()).isZero();
        assertThat(forced.err()).contains("is known of their ids only");
    }

    @Test
    void mistakesLeaveNothingBehind() throws IOException {
        Path output = directory.resolve("nothing");
        refused(output, "--methods", "loss,el2m")
                .startsWith("--methods must be one of loss, ")
                .endsWith(": el2m; did you mean el2n?");
        refused(output, "--methods", "")
                .startsWith("--methods must be one of loss, ")
                .endsWith(": an empty word");
        refused(output, "--methods", "el2n,el2n").isEqualTo("--methods must name each method once: el2n,el2n");
        refused(output, "--set", "importance.scores=" + trained)
                .isEqualTo("importance.scores is a table to train by; score computes one and takes none: " + trained
                        + "; leave it out");
        refused(output, "--replicas", "0").isEqualTo("--replicas: Replicas must be in [1, 100]: 0");
        refused(output, "--proxy-fraction", "1.5")
                .isEqualTo("--proxy-fraction: Fraction of the budget must be in (0, 1]: 1.5");
        refused(output, "--model", "nowhere.zip").contains("No model at nowhere.zip");
        refused(output, "--model", "nowhere.zip", "--replicas", "2")
                .isEqualTo("--model names the network that scores: --replicas is for networks trained for it");
        refused(output, "--set", "phases=[{hybrid: 1}]").contains("phases begin without a baseline");
        Path model = RunChecks.onlyDirectory(trained.resolve("proxies/1"));
        refused(other("narrow", 1), output, "--model", model.toString(), "--master", "local[1]")
                .endsWith("model.zip: entry configuration.json can't be used: the network takes 64 values, the data has"
                        + " 1");
        refused(other("classes", 64), output, "--model", model.toString(), "--master", "local[1]")
                .endsWith("model.zip tells the classes 0, 1, 2, 3, 4, 5, 6, 7, 8, 9; those of the data are a, b");
    }

    /** One step of a rate of 1000 gives a deep network weights by which its outputs become infinite; the step itself began at others. */
    @Test
    void scoresThatAreNotFiniteAreRefusedByTheirMethodAndLeaveNoTable() throws IOException {
        Path output = directory.resolve("infinite");
        TinyJob.Result result = TinyJob.run(
                "score",
                job.toString(),
                "--output",
                output.toString(),
                "--master",
                "local[2]",
                "--replicas",
                "1",
                "--proxy-fraction",
                "0.01",
                "--set",
                "training={budget: {steps: 100}, updater: {kind: adam, learning_rate: 1000, warmup_fraction: 0}}",
                "--set",
                "network.hidden=[32,32,32,32,32,32,32,32,32,32,32,32,32,32,32,32]",
                "--methods",
                "random,loss,el2n");
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(2);
        assertThat(result.err())
                .contains("espalier: " + output.resolve("scores") + ": scores by loss must be finite numbers; ")
                .contains(" are not, the first of examples ")
                .endsWith("; look at their features and at the weights of the network that scores\n");
        assertThat(output.resolve("scores")).doesNotExist();
        assertThat(output.resolve("scores.writing")).doesNotExist();
    }

    /** A job of ten examples of two classes. */
    private static Path other(String name, int features) throws IOException {
        String header =
                IntStream.range(0, features).mapToObj(i -> "x" + i + ",").collect(Collectors.joining());
        String rows = IntStream.range(0, 10)
                .mapToObj(row -> (row + ",").repeat(features) + (row % 2 == 0 ? "a" : "b") + "\n")
                .collect(Collectors.joining());
        Path csv = Files.writeString(directory.resolve(name + ".csv"), header + "label\n" + rows);
        return Files.writeString(
                directory.resolve(name + ".yaml"), "data: {source: csv, path: " + csv + "}\nnetwork: {kind: mlp}\n");
    }

    private static AbstractStringAssert<?> refused(Path output, String... more) {
        return refused(job, output, more);
    }

    private static AbstractStringAssert<?> refused(Path scored, Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of("score", scored.toString(), "--output", output.toString()));
        arguments.addAll(Arrays.asList(more));
        return Refusal.of(output.getParent(), arguments.toArray(String[]::new));
    }

    @Test
    void directoryOfATrainingIsNoPlaceForScores() throws IOException {
        Path run = RunChecks.onlyDirectory(trained.resolve("proxies/1"));
        Refusal.of(run, "score", job.toString(), "--output", run.toString(), "--master", "local[1]")
                .isEqualTo(run + " is the directory of a training run; choose another output for scores");
    }
}
