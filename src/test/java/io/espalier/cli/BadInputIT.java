package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractStringAssert;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Mistakes that show only while the data is read or the network is made, and what is no mistake of the user. */
class BadInputIT {
    @TempDir
    Path directory;

    /** A session that another test left open would be taken: Spark has one a JVM. */
    @BeforeEach
    void noSession() {
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
    }

    @Test
    void cellInTheMiddleOfAFile() throws IOException {
        String start = rows(300);
        Path data = directory.resolve("a.csv");
        Files.writeString(data, start + "1,2\n" + "3,4,a\n");
        refusedCsv(data, "").isEqualTo(data + ", line 302: 3 cells are expected, as in the header; found 2");
        Files.writeString(data, start + "1,NaN,a\n");
        refusedCsv(data, "").isEqualTo(data + ", line 302, column \"y\": a finite number is needed, not \"NaN\"");
        Files.writeString(data, start + "two,3,a\n");
        refusedCsv(data, "").isEqualTo(data + ", line 302, column \"x\": a finite number is needed, not \"two\"");
    }

    @Test
    void oneClassOnly() throws IOException {
        Path data = Files.writeString(directory.resolve("a.csv"), "x,label\n1,a\n2,a\n");
        refusedCsv(data, "")
                .isEqualTo(
                        data + ", column \"label\" (data.label): At least 2 classes are needed; all labels are \"a\"");
    }

    @Test
    void moreWorkersThanExamples() throws IOException {
        Path data = Files.writeString(directory.resolve("a.csv"), rows(10));
        refusedCsv(data, "}\ntraining: {workers: 20")
                .isEqualTo("training.workers must be at most the number of training examples, 7: 20");
    }

    @Test
    void idThatStandsTwice() throws IOException {
        Path data = Files.writeString(directory.resolve("a.csv"), "x,id,label\n1,1,a\n2,1,b\n");
        refusedCsv(data, ", id: id").isEqualTo("1 id stands more than once in data.path (column data.id): 1");
    }

    @Test
    void reductionThatCantBeReached() {
        refusedDigits("hidden: [4]", "constraint: {parameter_reduction: 0.99}")
                .startsWith("constraint.parameter_reduction must be in [0.0000, 0.")
                .endsWith("] for this network: 0.99");
        refusedDigits("hidden: []", "")
                .isEqualTo("constraint.parameter_reduction must be in [0.0000, 0.0000] for this network: 0.5");
    }

    @Test
    void selectionOfFewerThanAnExampleAClass() {
        refusedDigits("hidden: [4]", "importance: {kept: 0.001}")
                .isEqualTo(
                        "importance.kept 0.001 of 1259 training examples: ccs keeps at least 1 example of each of 10 classes: 1");
    }

    @Test
    void networkThatIsTooLarge() {
        refusedDigits("hidden: [20000, 20000]", "")
                .startsWith("The network has 401520010 values: the driver needs a heap of more than ")
                .contains("; set ESPALIER_HEAP to at least ");
        refusedDigits("hidden: [100000, 100000]", "")
                .isEqualTo("network.hidden: a network has at most 2^31 - 1 parameters: [100000, 100000]");
    }

    @Test
    void networkFileOfAnotherWidth() throws IOException {
        Path json = Files.writeString(
                directory.resolve("net.json"), configuration(7, 10).toJson());
        refusedFile("dl4j", json)
                .isEqualTo("network.path: " + json + " can't be used: the network takes 7 values, the data has 64");
        Files.writeString(json, configuration(64, 3).toJson());
        refusedFile("dl4j", json).isEqualTo("network.path: " + json + " has 3 outputs, the data has 10 classes");
        Files.writeString(json, "{\"confs\": [{\"@class\": \"javax.script.ScriptEngineManager\"}]}");
        refusedFile("dl4j", json)
                .contains(json + " names the class javax.script.ScriptEngineManager; allowed are classes of ");
        Path zip = model(7, 10);
        refusedFile("model", zip)
                .isEqualTo(
                        zip + ": entry configuration.json can't be used: the network takes 7 values, the data has 64");
    }

    /** Epochs that choose by losses, and methods, say in the same way what they need. */
    @Test
    void outputThatHasNoProbabilities() throws IOException {
        Path json = Files.writeString(
                directory.resolve("net.json"),
                configuration(64, 10, Activation.IDENTITY, LossFunction.MSE).toJson());
        String job = "data: {source: digits}\nnetwork: {kind: dl4j, path: " + json + "}\n";
        String needs =
                " needs the probabilities of a softmax trained by cross-entropy; the network ends in identity with mean_squared_error";
        refusedJob(job(job + "importance: {dynamic: {kind: infobatch}}\n"))
                .isEqualTo("importance.dynamic: infobatch" + needs);
        refusedJob(job(job + "importance: {method: loss}\n")).isEqualTo("importance.method: loss" + needs);
    }

    @Test
    void modelAndDataOfDifferentWidth() throws IOException {
        String model = model(2, 2).toString();
        Path data = Files.writeString(directory.resolve("a.csv"), "x,label\n1,0\n2,1\n");
        for (String command : new String[] {"predict", "evaluate"}) {
            refused(command, model, data.toString())
                    .isEqualTo(data + ", line 2 has 1 features, the model " + model + " takes 2");
        }
    }

    @Test
    void tableThatIsNone() throws IOException {
        Path file = Files.writeString(directory.resolve("a.parquet"), "no table");
        refused(
                        "train",
                        job("data: {source: parquet, path: " + file + "}\nnetwork: {kind: mlp}\n"),
                        "--master",
                        "local[1]")
                .startsWith("Can't read the Parquet table " + file + " (data.path): ")
                .contains("is not a Parquet file");
    }

    @Test
    void trainingStartsFromTheWeightsOfAModel() throws IOException {
        Path zip = model(64, 10);
        String job = job(
                "data: {source: digits, scaling: none}\nnetwork: {kind: model, path: " + zip + "}\n"
                        + "training: {budget: {steps: 1}, updater: {kind: sgd, learning_rate: 1e-30}}\nphases: [{baseline: 1}]\n");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new String[] {
                    "train",
                    job,
                    "--master",
                    "local[1]",
                    "--output",
                    directory.resolve("runs").toString()
                },
                new PrintStream(new ByteArrayOutputStream()),
                Refusal.stream(err));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        float[] start = weights(zip);
        assertThat(weights(onlyRun().resolve("model/model.zip"))).containsExactly(start, offset(1e-20f));
    }

    @Test
    void lossThatIsNoNumberIsNoMistake() throws IOException {
        String job = job(
                "data: {source: digits}\nnetwork: {kind: mlp, hidden: [8]}\n"
                        + "training: {budget: {steps: 50}, updater: {kind: sgd, learning_rate: 1000, l2: 1000}}\nphases: [{baseline: 1}]\n");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new String[] {
                    "train",
                    job,
                    "--master",
                    "local[1]",
                    "--output",
                    directory.resolve("runs").toString()
                },
                new PrintStream(new ByteArrayOutputStream()),
                Refusal.stream(err));
        assertThat(code).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("warning: ")))
                .singleElement(STRING)
                .startsWith("espalier: Training diverged in round ");
    }

    @Test
    void argumentRefusedInsideTheTrainingIsABug() throws IOException {
        OutputStream refusing = new ByteArrayOutputStream() {
            private boolean refused;

            @Override
            public void write(byte[] bytes, int offset, int length) {
                String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
                if (!refused && text.startsWith("  round 2")) {
                    refused = true;
                    throw new IllegalArgumentException("Some argument of ours");
                }
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new String[] {
                    "train",
                    digits("hidden: [4]", "phases: [{baseline: 1}]"),
                    "--master",
                    "local[1]",
                    "--output",
                    directory.resolve("runs").toString()
                },
                refusing,
                Refusal.stream(err));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("java.lang.IllegalArgumentException: Some argument of ours")
                .contains("\tat io.espalier.trainer.");
        assertThat(Files.readString(onlyRun().resolve("run.json"))).contains("\"failed\"", "Some argument of ours");
    }

    @Test
    void selectionThatNeedsCautionIsWarnedOf() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new String[] {
                    "train",
                    digits("hidden: [8]", "importance: {selection: top, kept: 0.3}"),
                    "--master",
                    "local[1]",
                    "--output",
                    directory.resolve("runs").toString(),
                    "--quiet"
                },
                new PrintStream(new ByteArrayOutputStream()),
                Refusal.stream(err));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("warning: top keeps only hard examples");
    }

    private AbstractStringAssert<?> refused(String... arguments) {
        return Refusal.of(directory, arguments);
    }

    private AbstractStringAssert<?> refusedCsv(Path data, String more) throws IOException {
        return refusedJob(
                job("data: {source: csv, path: \"" + data + "\"" + more + "}\nnetwork: {kind: mlp, hidden: [4]}\n"));
    }

    private AbstractStringAssert<?> refusedFile(String kind, Path file) throws IOException {
        return refusedJob(job("data: {source: digits}\nnetwork: {kind: " + kind + ", path: " + file + "}\n"));
    }

    private AbstractStringAssert<?> refusedDigits(String network, String more) {
        try {
            return refusedJob(digits(network, more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The output's parents do not exist before. */
    private AbstractStringAssert<?> refusedJob(String job) {
        return refused(
                "train",
                job,
                "--master",
                "local[1]",
                "--output",
                directory.resolve("new/runs").toString());
    }

    private String digits(String network, String more) throws IOException {
        return job("data: {source: digits}\nnetwork: {kind: mlp, " + network + "}\ntraining: {budget: {epochs: 2}}\n"
                + more + "\n");
    }

    private String job(String text) throws IOException {
        return Files.writeString(directory.resolve("job.yaml"), text).toString();
    }

    private static String rows(int count) {
        return "x,y,label\n"
                + IntStream.range(0, count)
                        .mapToObj(i -> String.format(Locale.ROOT, "%d,%d,%s\n", i, i * i, i % 2 == 0 ? "a" : "b"))
                        .collect(Collectors.joining());
    }

    private static MultiLayerConfiguration configuration(int inputs, int outputs) {
        return configuration(inputs, outputs, Activation.SOFTMAX, LossFunction.MCXENT);
    }

    private static MultiLayerConfiguration configuration(
            int inputs, int outputs, Activation activation, LossFunction loss) {
        return new NeuralNetConfiguration.Builder()
                .list(
                        new DenseLayer.Builder()
                                .nIn(inputs)
                                .nOut(6)
                                .activation(Activation.RELU)
                                .build(),
                        new OutputLayer.Builder(loss)
                                .nIn(6)
                                .nOut(outputs)
                                .activation(activation)
                                .build())
                .build();
    }

    private Path model(int inputs, int outputs) throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(inputs, outputs));
        network.init();
        Path file = directory.resolve("model.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);
        network.close();
        return file;
    }

    private static float[] weights(Path zip) throws IOException {
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(zip.toFile());
        float[] weights = network.params().dup().data().asFloat();
        network.close();
        return weights;
    }

    private Path onlyRun() throws IOException {
        try (Stream<Path> runs = Files.list(directory.resolve("runs"))) {
            return runs.toList().get(0);
        }
    }
}
