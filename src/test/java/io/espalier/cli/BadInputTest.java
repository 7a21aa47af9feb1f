package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that are found before Spark is started. */
class BadInputTest {
    private static final String DIGITS = "data: {source: digits}\nnetwork: {kind: mlp, hidden: [8]}\n";

    @TempDir
    Path directory;

    @Test
    void missingJobFile() {
        refused("train", at("none.yaml")).isEqualTo("Job file does not exist: " + at("none.yaml"));
    }

    @Test
    void jobFileThatIsADirectory() {
        refused("train", directory.toString()).isEqualTo("Job file is a directory, not a YAML file: " + directory);
    }

    @Test
    void jobFileThatIsBinary() throws IOException {
        Path file = Files.write(directory.resolve("job.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        refused("train", file.toString()).isEqualTo("Job file is not text in UTF-8: " + file);
    }

    @Test
    void emptyJobFile() {
        refused("train", file("job.yaml", ""))
                .isEqualTo(at("job.yaml") + ": is empty; a job file needs at least the keys data and network");
    }

    @Test
    void jobFileThatDoesNotParse() {
        refused("train", file("job.yaml", "data: {source: digits\nnetwork: {kind: mlp}\n"))
                .startsWith(at("job.yaml") + ":2: not valid YAML: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!java.net.URL [http://x]", "!job {}", "!!int 3"})
    void tagInAJobFile(String value) {
        refused("train", file("job.yaml", DIGITS + "training: " + value + "\n"))
                .startsWith(at("job.yaml") + ":3: tags are not allowed: ");
    }

    @Test
    void keyThatNamesAClass() {
        refused("train", file("job.yaml", DIGITS + "training: {'@class': java.net.URL}\n"))
                .startsWith(at("job.yaml") + ":3: unknown key training.@class; known keys of training: workers, ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "training: {bach: 3} | unknown key training.bach; did you mean training.batch? known keys of training: ",
                "trainning: {} | unknown key trainning; did you mean training? known keys: ",
                "training: {batch: many} | training.batch must be a whole number: many",
                "training: {batch: 1.5} | training.batch must be a whole number: 1.5",
                "training: 7 | training must be a mapping of keys to values: 7",
                "constraint: {rounding: yes} | constraint.rounding must be true or false: yes",
                "importance: {selection: best} | importance.selection must be one of ccs, top, bottom, random, class_balanced, weighted: best",
                "name: 7 | name must be text; in quotes where it looks like a number: 7",
                "name: [a] | name must be text: a list",
                "phases: baseline | phases must be a list, in brackets: baseline",
                "phases: [{baseline: 1, hybrid: 1}] | phases[0] must be one kind and its fraction, such as {baseline: 0.2}: a mapping",
                "averaging: {outer: nesterow} | averaging.outer must be one of average, slowmo, nesterov: nesterow; did you mean nesterov?",
                "training: {steps_per_round: 0} | training.steps_per_round must be in [1, 1000000]: 0",
                "checkpoint: {keep: 0} | checkpoint.keep must be in [1, 1000]: 0",
                "constraint: {parameter_reduction: 1} | constraint.parameter_reduction must be in [0, 1): 1",
                "training: {updater: {learning_rate: -1}} | training.updater.learning_rate must be in (0, 1000]: -1",
                "training: {updater: {learning_rate: .nan}} | training.updater.learning_rate must be a number: .nan",
                "training: {seed: 9223372036854775808} | training.seed must be in [-9223372036854775808, 9223372036854775807]: 9223372036854775808",
                "training: {seed: 99999999999999999999999} | training.seed must be in [-9223372036854775808, 9223372036854775807]: 99999999999999999999999",
                "training: {batch: 1000000, accumulation: 100000} | training.accumulation x training.batch must be below 2147483647 examples: 100000 x 1000000",
                "phases: [{baseline: 0.2}, {constrained: 0.7}] | phases must have fractions that sum to 1 exactly: 0.9",
                "constraint: {intensity: 0.5, parameter_reduction: 0.5} | constraint.parameter_reduction and constraint.intensity exclude each other",
                "constraint: {intensity: 0.5, embedding_dimension_factor: 0.5} | constraint.embedding_dimension_factor and constraint.intensity exclude each other",
                "constraint: {schedule: {kind: exponential, final: 0}} | constraint.schedule.final must be above 0 with kind exponential: 0",
                "importance: {kept: 0} | importance.kept must be in (0, 1]: 0",
                "importance: {kept: -0.2} | importance.kept must be in (0, 1]: -0.2",
                "importance: {kept: 1.5} | importance.kept must be in (0, 1]: 1.5",
                "importance: {kept: 0.8, hardest_dropped: 0.3} | importance.kept must be at most 1 - importance.hardest_dropped = 0.7: 0.8",
                "importance: {method: el2m} | importance.method must be one of loss, margin, entropy, least_confidence, el2n, grand, forgetting, aum, prototype, random: el2m; did you mean el2n?",
                "importance: {dynamic: {kind: infobach}} | importance.dynamic.kind must be one of none, infobatch, random_each_epoch, selective_backprop: infobach",
                "importance: {dynamic: {skip_probability: 1}} | importance.dynamic.skip_probability must be in (0, 0.9]: 1",
                "importance: {schedule: {kind: exponential, final: 0}} | importance.schedule.final must be above 0 with kind exponential: 0",
            })
    void valueThatIsNotAllowed(String line, String message) {
        refused("train", file("job.yaml", DIGITS + line + "\n")).startsWith(at("job.yaml") + ":3: " + message);
    }

    @Test
    void keyThatIsGivenTwice() {
        refused("train", file("job.yaml", DIGITS + "name: a\nname: b\n"))
                .isEqualTo(at("job.yaml") + ":4: key name is given twice; first at " + at("job.yaml") + ":3");
    }

    @Test
    void valueOfSet() {
        String job = file("job.yaml", DIGITS);
        refused("train", job, "--set", "training.batch")
                .isEqualTo("--set takes key=value, such as training.batch=64: training.batch");
        refused("train", job, "--set", "training.bach=3")
                .startsWith("--set: unknown key training.bach; did you mean training.batch?");
        refused("train", job, "--set", "training.batch=0")
                .isEqualTo("--set: training.batch must be in [1, 1000000]: 0");
        refused("train", job, "--set", "network.hidden=[0, 8]")
                .isEqualTo("--set: network.hidden must be at least 1 each: [0, 8]");
    }

    @Test
    void commandLine() {
        refused("trian", "x")
                .isEqualTo(
                        "There is no command trian; did you mean train? Commands are train, score, predict, evaluate, select, doctor, benchmark");
        refused("--verbose").startsWith("There is no option --verbose. Commands are ");
        refused("train").isEqualTo("train takes one job file: espalier train jobs/digits.yaml; given: 0");
        refused("train", "a", "b").endsWith("; given: 2");
        refused("train", "--mastr", "local")
                .startsWith(
                        "train has no option --mastr; did you mean --master? It has --dry-run, --force-scores, --from, ");
        refused("train", "--xyzzyx").startsWith("train has no option --xyzzyx. It has --dry-run, ");
        refused("select", "none", "--keep", "0.5", "--explain=-5")
                .isEqualTo("The value of --explain stands after a space: --explain -5");
        refused("train", "--master").startsWith("Expected a value after parameter --master");
        refused("train", "").isEqualTo("The job file must not be empty");
        refused("predict", "model.zip")
                .isEqualTo("predict takes a model and a data set: espalier predict MODEL DATA; given: 1");
        refused("evaluate").endsWith("; given: 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--keep 0 | select: keep must be in (0, 1): 0",
                "--keep 1 | select: keep must be in (0, 1): 1",
                "--keep -0.5 | select: keep must be in (0, 1): -0.5",
                "--keep 1.5 | select: keep must be in (0, 1): 1.5",
                "--keep half | --keep must be a decimal number such as 0.5: half",
                "--selection ccs | select needs --keep, the fraction of the examples that is kept: --keep 0.5",
                "--keep 0.5 --selection best | --selection must be one of ccs, top, bottom, random, class_balanced, weighted: best",
                "--keep 0.5 --selection tpo | --selection must be one of ccs, top, bottom, random, class_balanced, weighted: tpo; did you mean top?",
                "--keep 0.8 --hardest-dropped 0.3 | select: keep must be at most 1 - hardest-dropped = 0.7: 0.8",
                "--keep 0.8 --hardest-dropped 0.1 --selection top | select: hardest-dropped is for the selection ccs only",
                "--keep 0.8 --random-fraction 1 | select: random-fraction must be in [0, 1): 1",
                "--keep 0.8 --random-fraction 0.1 --selection weighted | select: random-fraction must be 0 with the selection weighted, whose weights would not fit: 0.1",
                "--keep 0.5 | SCORES: there is no file or directory none",
                "--keep 0.5 --master yarn | SCORES: there is no file or directory none",
            })
    void selectionThatIsNotAllowed(String options, String message) {
        List<String> words = new ArrayList<>(List.of("select", "none", "--output", at("kept")));
        words.addAll(List.of(options.split(" ")));
        refused(words.toArray(String[]::new)).isEqualTo(message);
    }

    /** A network that does not train shows no margins over time. A master that does not answer is not asked. */
    @ParameterizedTest
    @ValueSource(strings = {"aum", "forgetting"})
    void scoreByWhatIsCollectedDuringTraining(String method) {
        String collected = " " + method + " is collected while a network trains: train writes its scores, score can't";
        String[] score = {"score", file("job.yaml", DIGITS), "--output", at("new/scores")};
        String[] elsewhere = {"--master", "spark://127.0.0.1:1"};
        refused(joined(score, elsewhere, "--methods", method)).isEqualTo("importance.method" + collected);
        refused(joined(score, elsewhere, "--methods", "el2n," + method)).isEqualTo("importance.also" + collected);
        refused(joined(score, elsewhere, "--set", "importance.method=" + method))
                .isEqualTo("importance.method" + collected);
    }

    private static String[] joined(String[] some, String[] others, String... more) {
        return Stream.of(some, others, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void selectionWithoutATableOrAnOutput() {
        refused("select", "--keep", "0.5", "--output", at("kept"))
                .isEqualTo(
                        "select takes one table of scores: espalier select SCORES --keep 0.5 --output DIR; given: 0");
        String either = "select takes --output, a directory to be made, or --explain, the id of an example";
        refused("select", "none", "--keep", "0.5").isEqualTo(either);
        refused("select", "none", "--keep", "0.5", "--explain", "3", "--output", at("kept"))
                .isEqualTo(either);
        refused("select", "none", "--keep", "0.5", "--explain", "first").contains("--explain");
        refused("select", directory.toString(), "--keep", "0.5", "--output", directory.toString())
                .isEqualTo("--output " + directory + " exists; name a directory that does not");
        refused("select", directory.toString(), "--keep", "0.5", "--output", at("x"), "--master", "yarn")
                .startsWith("master must be local[n], ");
    }

    @Test
    void resumeOfNothing() {
        refused("train", "--resume", "none-1", "--output", directory.toString())
                .isEqualTo("No run none-1: neither " + at("none-1") + " nor none-1 is a directory");
        refused("train", "--resume", directory.toString())
                .isEqualTo(directory + " is not a run directory: it has no run.json");
        refused("train", "--resume", "x", "--from", "y").startsWith("--resume goes on with a run, --from begins one");
    }

    @Test
    void repetitionOfWhatIsNoRecord() {
        refused("train", "--from", at("none.json"))
                .isEqualTo("Can't read " + at("none.json") + ": no such file or directory");
        refused("train", "--from", directory.toString()).startsWith("Can't read " + directory + ": ");
        refused("train", "--from", file("a.json", "{")).startsWith(at("a.json"));
        refused("train", "--from", file("b.json", "{}"))
                .isEqualTo(at("b.json") + " is not the record of a run: schema_version must be a number from 1");
        refused("train", "--from", file("c.json", "{\"schema_version\": 1}")).startsWith(at("c.json"));
        refused(
                        "train",
                        "--from",
                        file("d.json", "{\"schema_version\": 1, \"plan\": {\"training\": {\"batch\": \"x\"}}}"))
                .startsWith(at("d.json") + ": ");
        refused("train", "--from", at("a.json"), "--set", "name=b").startsWith("--from takes the plan from a record");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "---\n", "---\n...\n", "# nothing\n---\n# nothing\n"})
    void jobFileWithoutContent(String text) {
        refused("train", file("job.yaml", text))
                .isEqualTo(at("job.yaml") + ": is empty; a job file needs at least the keys data and network");
    }

    /** Opening a pipe that nobody writes to would wait for ever. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void inputThatIsAPipe() throws Exception {
        String pipe = at("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe).start().waitFor() == 0);
        refused("train", pipe).isEqualTo("Job file must be a regular file or directory: " + pipe);
        refused("train", "--from", pipe).endsWith("must be a regular file or directory: " + pipe);
        refused("predict", pipe, "digits").isEqualTo("The model must be a regular file or directory: " + pipe);
        refusedCsv(pipe).isEqualTo("data.path must be a regular file or directory: " + pipe);
        for (String source : List.of("idx", "parquet")) {
            refused(
                            "train",
                            file(
                                    "job.yaml",
                                    "data: {source: " + source + ", path: " + pipe
                                            + "}\nnetwork: {kind: mlp, hidden: [4]}\n"))
                    .isEqualTo("data.path must be a regular file or directory: " + pipe);
        }
        refused("train", file("job.yaml", "data: {source: digits}\nnetwork: {kind: model, path: " + pipe + "}\n"))
                .isEqualTo("network.path must be a regular file or directory: " + pipe);
    }

    /** How many rows would come out of one is not known before they have all been taken. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void dataOfUnknownSize() throws Exception {
        String pipe = at("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe).start().waitFor() == 0);
        String regular = file("a.csv", "x,label\n1,a\n");
        String job =
                "data: {source: csv, path: " + regular + ", %s: " + pipe + "}\nnetwork: {kind: mlp, hidden: [4]}\n";
        for (String key : List.of("test_path", "validation_path")) {
            refused("train", file("job.yaml", String.format(job, key)))
                    .isEqualTo("data." + key + " must be a regular file or directory: " + pipe);
        }
        Files.write(directory.resolve("idx"), idxBytes(12, 3, 2, 2));
        for (String key : List.of("images", "labels")) {
            String other = key.equals("images") ? "labels" : "images";
            String pair = "data: {source: idx, " + key + ": " + pipe + ", " + other + ": " + at("idx")
                    + "}\nnetwork: {kind: mlp, hidden: [4]}\n";
            refused("train", file("job.yaml", pair))
                    .isEqualTo("data." + key + " must be a regular file or directory: " + pipe);
        }
        refused("score", file("job.yaml", csvJob(pipe, "id: x")))
                .isEqualTo("data.path must be a regular file or directory: " + pipe);
        refused("select", pipe, "--keep", "0.5", "--output", at("kept"))
                .isEqualTo("SCORES must be a regular file or directory: " + pipe);
        refused("select", "file://" + pipe, "--keep", "0.5", "--output", at("kept"))
                .isEqualTo("SCORES must be a regular file or directory: " + pipe);
        refused("select", "/dev/zero", "--keep", "0.5", "--explain", "1")
                .isEqualTo("SCORES must be a regular file or directory: /dev/zero");
        refused("train", file("job.yaml", DIGITS), "--scores", pipe)
                .isEqualTo("importance.scores must be a regular file or directory: " + pipe);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void tableWithAPipeAmongItsFiles() throws Exception {
        Path table = Files.createDirectories(directory.resolve("table/part=1"));
        String pipe = table.resolve("a.parquet").toString();
        assumeTrue(new ProcessBuilder("mkfifo", pipe).start().waitFor() == 0);
        String whole = at("table");
        String job = "data: {source: parquet, path: " + whole + "}\nnetwork: {kind: mlp, hidden: [4]}\n";

        refused("train", file("job.yaml", job)).isEqualTo("data.path must hold regular files only: " + pipe);
        refused("score", file("job.yaml", job)).isEqualTo("data.path must hold regular files only: " + pipe);
        refused("select", whole, "--keep", "0.5", "--explain", "1")
                .isEqualTo("SCORES must hold regular files only: " + pipe);
        refused("select", "file://" + whole, "--keep", "0.5", "--explain", "1")
                .isEqualTo("SCORES must hold regular files only: " + pipe);
        refused("train", file("job.yaml", DIGITS), "--scores", whole)
                .isEqualTo("importance.scores must hold regular files only: " + pipe);
    }

    /** A selection of a large table would find it out after minutes. */
    @Test
    void placeOfATableThatSomebodyElseHas() throws IOException {
        String table = Files.createDirectory(directory.resolve("table")).toString();
        Files.createDirectories(directory.resolve("new/kept.writing/notes"));
        refused("select", table, "--keep", "0.5", "--output", at("new/kept"))
                .isEqualTo(at("new/kept.writing") + " is in the way: " + at("new/kept")
                        + " is written there first, and it holds something else; move it and start again");
        Path scoring = Files.createDirectory(directory.resolve("digits-scores"));
        Files.createFile(scoring.resolve(".lock"));
        Files.writeString(scoring.resolve("scoring.json"), "{}");
        Files.writeString(scoring.resolve("scores.writing"), "mine");
        refused("score", file("job.yaml", "name: digits\n" + DIGITS), "--output", scoring.toString())
                .isEqualTo(scoring.resolve("scores.writing") + " is in the way: " + scoring.resolve("scores")
                        + " is written there first, and it holds something else; move it and score again: complete"
                        + " trainings are kept");
    }

    @Test
    void recordWithoutAKey() {
        refused("train", "--from", file("run.json", "{\"schema_version\": 1, \"run_id\": \"x\"}"))
                .endsWith(", key plan is missing");
    }

    @Test
    void dataThatIsNoFile() {
        refusedCsv(at("none.csv")).isEqualTo("data.path: there is no file " + at("none.csv"));
        refusedCsv(directory.toString()).isEqualTo("data.path must be a file; " + directory + " is a directory");
        refusedCsv("s3a://bucket/a.csv").startsWith("data.path must be a file on this machine");
    }

    @Test
    void dataWithoutExamples() {
        refusedCsv(file("a.csv", "")).isEqualTo(at("a.csv") + " is empty; a CSV file with a header is needed");
        refusedCsv(file("b.csv", "x,label\n")).isEqualTo(at("b.csv") + " has a header but no rows");
    }

    @Test
    void dataThatIsBinary() throws IOException {
        Path file = Files.write(directory.resolve("a.csv"), new byte[] {'x', ',', 'l', '\n', 0, 1, 2});
        refusedCsv(file.toString()).isEqualTo(file + ", line 2: a NUL byte; a text file is needed, this one is binary");
    }

    @Test
    void labelColumnThatDoesNotExist() {
        refusedCsv(file("a.csv", "x,lable\n1,a\n"))
                .isEqualTo(at("a.csv")
                        + " has no column \"label\" (data.label); is it \"lable\"? Its columns are x, lable");
    }

    @Test
    void columnsThatAreNotSeparatedByCommas() {
        refusedCsv(file("a.csv", "x;y;label\n1;2;a\n"))
                .isEqualTo(at("a.csv") + " has no column \"label\" (data.label). Its columns are x;y;label;"
                        + " columns must be separated by commas");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,a,7 | line 2: 2 cells are expected, as in the header; found 3",
                "one,a | line 2, column \"x\": a finite number is needed, not \"one\"",
                "NaN,a | line 2, column \"x\": a finite number is needed, not \"NaN\"",
                "1,NaN | line 2, column \"label\": a class is needed, not \"NaN\"",
            })
    void cellOfTheFirstRow(String row, String message) {
        refusedCsv(file("a.csv", "x,label\n" + row + "\n")).isEqualTo(at("a.csv") + ", " + message);
    }

    @Test
    void idThatIsNoInteger() {
        String data = file("a.csv", "x,id,label\n1,1.5,a\n");
        refused("train", file("job.yaml", csvJob(data, "id: id")))
                .isEqualTo(
                        at("a.csv") + ", line 2, column \"id\": an integer of at most 64 bits is needed, not \"1.5\"");
    }

    @Test
    void idxFileThatIsTruncated() throws IOException {
        Files.write(directory.resolve("images"), idxBytes(8, 3, 2, 2));
        Files.write(directory.resolve("labels"), idxBytes(3, 3));
        refusedIdx()
                .isEqualTo(at("images") + " is truncated: 3 x 2 x 2 values take 28 bytes with the header, it has 24");
        Files.write(directory.resolve("images"), idxBytes(12, 3, 2, 2));
        Files.write(directory.resolve("labels"), idxBytes(2, 3));
        refusedIdx().isEqualTo(at("labels") + " is truncated: 3 values take 11 bytes with the header, it has 10");
    }

    @Test
    void idxPairWithDifferentCounts() throws IOException {
        Files.write(directory.resolve("images"), idxBytes(12, 3, 2, 2));
        Files.write(directory.resolve("labels"), idxBytes(2, 2));
        refusedIdx()
                .isEqualTo(at("images") + " has 3 examples, " + at("labels")
                        + " has 2 labels; both must be of the same number");
    }

    @Test
    void outputThatCantBeWritten() {
        String job = file("job.yaml", DIGITS);
        refused("train", job, "--output", job)
                .isEqualTo("Output " + job + " can't be made: " + job + " is not a directory");
        refused("train", job, "--output", job + "/runs").startsWith("Output " + job + "/runs can't be made: ");
        refused("train", job, "--output", "").isEqualTo("output must not be empty");
        refused("train", job, "--output", "s3a://bucket/runs")
                .isEqualTo("output must be a path on this machine: s3a://bucket/runs");
        assumeTrue(Files.exists(Path.of("/proc/self")));
        refused("train", job, "--output", "/proc/runs").startsWith("Can't write /proc/runs: ");
    }

    @Test
    void outputWithoutPermission() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        assertThat(closed.toFile().setWritable(false)).isTrue();
        assumeTrue(!Files.isWritable(closed), "root writes everywhere");
        refused("train", file("job.yaml", DIGITS), "--output", closed.toString())
                .isEqualTo("Can't write " + closed + ": permission denied; choose another output directory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yarn",
                "local[0]",
                "local[2,0]",
                "local[99999]",
                "local-cluster[2,1]",
                "spark://host",
                "spark://:7077",
                "spark://host:70777",
                "k8s://",
                ""
            })
    void masterOfAnotherForm(String master) {
        refused("train", file("job.yaml", DIGITS), "--master", master)
                .startsWith("master must be local[n], local[*], ")
                .endsWith(master);
    }

    @Test
    void masterThatDoesNotAnswer() throws IOException {
        String job = file("job.yaml", DIGITS);
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        for (String form : new String[] {
            "spark://127.0.0.1:", "k8s://https://127.0.0.1:", "spark://127.0.0.1:" + closed + ",127.0.0.1:"
        }) {
            refused("train", job, "--master", form + closed)
                    .startsWith("master " + form + closed + " does not answer: ");
        }
        refused("train", job, "--master", "spark://nobody.invalid:7077")
                .isEqualTo("master spark://nobody.invalid:7077 does not answer: unknown host nobody.invalid");
    }

    @Test
    void executorsThatSparkRefuses() {
        refused("train", file("job.yaml", DIGITS), "--master", "local-cluster[1,1,256]")
                .isEqualTo("master local-cluster[1,1,256]: executors need at least 450 MB");
    }

    @Test
    void networkFile() {
        String missing = at("none.json");
        refused("train", file("job.yaml", "data: {source: digits}\nnetwork: {kind: dl4j, path: " + missing + "}\n"))
                .isEqualTo("network.path: there is no file " + missing);
        refused("train", file("job.yaml", "data: {source: digits}\nnetwork: {kind: model, path: " + directory + "}\n"))
                .isEqualTo("network.path must be a file; " + directory + " is none");
        refused("train", file("job.yaml", "data: {source: digits}\nnetwork: {kind: model}\n"))
                .isEqualTo(at("job.yaml") + ":2: network.path must be given with network.kind model");
    }

    @Test
    void modelThatIsNoZip() throws IOException {
        refused("predict", at("none.zip"), "digits").startsWith("No model at " + at("none.zip") + ": ");
        refused("predict", file("a.zip", "no zip"), "digits").startsWith(at("a.zip") + ": is no complete zip file: ");
        byte[] whole =
                Files.readAllBytes(zip("whole.zip", Map.of("configuration.json", "{}", "coefficients.bin", "x")));
        Path half = Files.write(directory.resolve("half.zip"), Arrays.copyOf(whole, whole.length / 2));
        refused("predict", half.toString(), "digits").startsWith(half + ": is no complete zip file: ");
    }

    @Test
    void modelZipWithHarmfulEntries() throws IOException {
        refusedModel(Map.of("configuration.json", "{}", "coefficients.bin", "", "preprocessor.bin", "x"))
                .endsWith("entry preprocessor.bin holds serialized Java objects, which are never read");
        refusedModel(Map.of("configuration.json", "{}", "coefficients.bin", "", "../a.sh", "x"))
                .contains("entry ../a.sh is unknown; a model may have ");
        refusedModel(Map.of("configuration.json", " ".repeat((16 << 20) + 1), "coefficients.bin", ""))
                .endsWith("entry configuration.json says that it has 16777217 bytes; at most 16777216 are allowed");
        refusedModel(Map.of(
                        "configuration.json", "{\"confs\": [{\"@class\": \"java.net.URL\"}]}", "coefficients.bin", ""))
                .contains("entry configuration.json names the class java.net.URL; allowed are classes of ");
        refusedModel(Map.of("configuration.json", "{}"))
                .endsWith("has no entry coefficients.bin, so it is no DL4J model");
    }

    private AbstractStringAssert<?> refusedModel(Map<String, String> entries) throws IOException {
        Path model = zip("model.zip", entries);
        return refused("predict", model.toString(), "digits").startsWith(model + ": ");
    }

    private Path zip(String name, Map<String, String> entries) throws IOException {
        Path file = directory.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IllegalArgumentException.class,
                IllegalStateException.class,
                StackOverflowError.class,
                AssertionError.class
            })
    void bugsAreToldAsBugs(Class<? extends Throwable> bug) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.exitCode(() -> failing(bug), Refusal.stream(err));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(bug.getName())
                .contains("\tat io.espalier.cli.");
    }

    private static int failing(Class<? extends Throwable> bug) throws Exception {
        Throwable thrown = bug.getDeclaredConstructor().newInstance();
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    private AbstractStringAssert<?> refused(String... arguments) {
        return Refusal.of(directory, arguments);
    }

    private AbstractStringAssert<?> refusedCsv(String data) {
        return refused("train", file("job.yaml", csvJob(data, "label: label")), "--output", at("new/runs"));
    }

    private AbstractStringAssert<?> refusedIdx() {
        return refused(
                "train",
                file(
                        "job.yaml",
                        "data: {source: idx, images: " + at("images") + ", labels: " + at("labels")
                                + "}\nnetwork: {kind: mlp}\n"));
    }

    private static String csvJob(String data, String more) {
        return "data: {source: csv, path: \"" + data + "\", " + more + "}\nnetwork: {kind: mlp, hidden: [4]}\n";
    }

    private String at(String name) {
        return directory.resolve(name).toString();
    }

    private String file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An IDX file of zeros, with a header that may say anything. */
    private static byte[] idxBytes(int values, int... dimensions) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + values);
        bytes.put(new byte[] {0, 0, 8, (byte) dimensions.length});
        for (int dimension : dimensions) {
            bytes.putInt(dimension);
        }
        return bytes.array();
    }
}
