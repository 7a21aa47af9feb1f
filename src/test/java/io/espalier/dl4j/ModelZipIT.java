package io.espalier.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.UserException;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Tensor;
import io.espalier.run.Scaling;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.ModelState;
import io.espalier.trainer.ReplicaFactory;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.IntNode;
import org.nd4j.shade.jackson.databind.node.MissingNode;
import org.nd4j.shade.jackson.databind.node.NullNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.nd4j.shade.jackson.databind.node.TextNode;

class ModelZipIT {
    @TempDir
    Path directory;

    static Stream<Network> networks() {
        return Stream.of(TestNetworks.mlp(Activation.TANH), TestNetworks.lenet(), TestNetworks.residual());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void writtenModelIsReadBack(Network network) throws IOException {
        UpdaterPlan plan = TestNetworks.updater(UpdaterKind.ADAM, 0.001);
        ModelState state = state(network, plan);
        SavedModel model = ModelZip.open(write(state, plan, normalization(network, Scaling.STANDARDIZE)));

        assertThat(model.state().network()).isEqualTo(network);
        assertThat(model.state().parameters()).containsExactly(state.parameters());
        assertThat(model.state().moments()).isDeepEqualTo(state.moments());
        assertThat(model.state().updates()).isEqualTo(17);
        assertThat(model.updater()).contains(UpdaterKind.ADAM);
    }

    @ParameterizedTest
    @EnumSource(UpdaterKind.class)
    void momentsOfEachRuleAreReadBack(UpdaterKind kind) throws IOException {
        Network network = TestNetworks.residual();
        UpdaterPlan plan = TestNetworks.updater(kind);
        ModelState state = state(network, plan);
        SavedModel model = ModelZip.open(write(state, plan, Normalization.none()));

        assertThat(model.state().moments()).isDeepEqualTo(state.moments());
        assertThat(model.updater()).contains(kind);
        assertThat(model.normalization().kind()).isEqualTo(Scaling.NONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Scaling.class,
            names = {"RANGE", "MIN_MAX", "STANDARDIZE"})
    void normalizationIsReadBackToTheBit(Scaling kind) throws IOException {
        Network network = TestNetworks.mlp(Activation.TANH);
        UpdaterPlan plan = TestNetworks.updater(UpdaterKind.SGD);
        Normalization written = normalization(network, kind);
        Normalization read =
                ModelZip.open(write(state(network, plan), plan, written)).normalization();

        assertThat(read.kind()).isEqualTo(kind == Scaling.RANGE ? Scaling.MIN_MAX : kind);
        assertThat(read.shift()).containsExactly(written.shift());
        assertThat(read.divisor()).containsExactly(written.divisor());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void plainDl4jRestoresTheModelWithoutOurClasses(Network network) throws Exception {
        UpdaterPlan plan = TestNetworks.updater(UpdaterKind.ADAM);
        Scaling kind = network.form() == Network.Form.GRAPH ? Scaling.STANDARDIZE : Scaling.MIN_MAX;
        Path zip = write(state(network, plan), plan, normalization(network, kind));
        float[] features = features(network, 9);
        float[] expected;
        try (Predictor predictor = new Predictor(ModelZip.open(zip), 4)) {
            expected = predictor.outputs(features, 9);
        }

        List<String> lines = runPlainDl4j(zip, network, features);

        assertThat(lines.get(0)).isEqualTo("updates 17, learning rate 0.004");
        assertThat(lines).hasSize(1 + expected.length);
        for (int i = 0; i < expected.length; i++) {
            // The other JVM computes nine rows at once, and convolutions without oneDNN.
            assertThat(Float.parseFloat(lines.get(1 + i))).isCloseTo(expected[i], within(1e-6f));
        }
    }

    /** Compiles and runs a program whose class path is ours without our own classes. */
    private List<String> runPlainDl4j(Path zip, Network network, float[] features) throws Exception {
        Path source = directory.resolve("Restore.java");
        Files.writeString(source, RESTORE);
        String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        entry.endsWith(".jar") && !new File(entry).getName().startsWith("espalier"))
                .collect(Collectors.joining(File.pathSeparator));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", jars, "-d", directory.toString(), source.toString());
        assertThat(compiled).isZero();
        Path input = directory.resolve("features.txt");
        Files.writeString(
                input,
                IntStream.range(0, features.length)
                        .mapToObj(i -> features[i] + "\n")
                        .collect(Collectors.joining()));
        Path output = directory.resolve("outputs.txt");
        Path log = directory.resolve("log.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        directory + File.pathSeparator + jars,
                        "Restore",
                        zip.toString(),
                        input.toString(),
                        output.toString(),
                        String.valueOf(network.input().size()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor()).as(() -> log(log)).isZero();
        return Files.readAllLines(output);
    }

    private static String log(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static final String RESTORE =
            """
            import java.io.File;
            import java.nio.file.*;
            import java.util.*;
            import org.deeplearning4j.nn.graph.ComputationGraph;
            import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
            import org.deeplearning4j.util.ModelSerializer;
            import org.nd4j.linalg.api.ndarray.INDArray;
            import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
            import org.nd4j.linalg.factory.Nd4j;

            public class Restore {
                public static void main(String[] args) throws Exception {
                    try {
                        Class.forName("io.espalier.UserException");
                        System.exit(3);
                    } catch (ClassNotFoundException expected) {
                    }
                    File zip = new File(args[0]);
                    List<String> values = Files.readAllLines(Path.of(args[1]));
                    int width = Integer.parseInt(args[3]);
                    INDArray rows = Nd4j.create(values.size() / width, width);
                    for (int i = 0; i < values.size(); i++) {
                        rows.putScalar(i / width, i % width, Float.parseFloat(values.get(i)));
                    }
                    DataNormalization normalizer = ModelSerializer.restoreNormalizerFromFile(zip);
                    normalizer.transform(rows);
                    String start;
                    INDArray outputs;
                    try {
                        MultiLayerNetwork model = ModelSerializer.restoreMultiLayerNetwork(zip, true);
                        start = "updates " + model.getIterationCount() + ", learning rate " + model.getLearningRate(0);
                        outputs = model.output(rows);
                    } catch (RuntimeException noSequence) {
                        ComputationGraph model = ModelSerializer.restoreComputationGraph(zip, true);
                        start = "updates " + model.getConfiguration().getIterationCount() + ", learning rate "
                                + model.getLearningRate("output");
                        outputs = model.outputSingle(rows);
                    }
                    List<String> lines = new ArrayList<>(List.of(start));
                    for (float value : outputs.dup('c').data().asFloat()) {
                        lines.add(Float.toString(value));
                    }
                    Files.write(Path.of(args[2]), lines);
                    System.exit(0);
                }
            }
            """;

    @Test
    void modelOfDl4jWithLogarithmsOfDeviationsPredictsTheSame() throws IOException {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.01))
                .seed(3)
                .list()
                .layer(new DenseLayer.Builder().nOut(6).build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(5))
                .build());
        model.init();
        Nd4j.getRandom().setSeed(5);
        INDArray features = Nd4j.rand(8, 5);
        INDArray labels = Nd4j.zeros(8, 3);
        IntStream.range(0, 8).forEach(row -> labels.putScalar(row, row % 3, 1));
        for (int i = 0; i < 5; i++) {
            model.fit(features, labels);
        }
        Path file = directory.resolve("dl4j.zip");
        ModelSerializer.writeModel(model, file.toFile(), true);
        SavedModel read = ModelZip.open(file);

        assertThat(read.state().updates()).isEqualTo(5);
        assertThat(read.state().moments())
                .hasDimensions(2, read.state().network().layout().length());
        try (Predictor predictor = new Predictor(read, 8)) {
            float[] expected = model.output(features).dup('c').data().asFloat();
            assertThat(predictor.outputs(features.dup('c').data().asFloat(), 8))
                    .containsExactly(expected, within(1e-6f));
        }
    }

    @Test
    void dl4jsScalerToAnotherRangeIsRead() throws IOException {
        Network network = TestNetworks.mlp(Activation.TANH);
        UpdaterPlan plan = TestNetworks.updater(UpdaterKind.SGD);
        Path zip = write(state(network, plan), plan, Normalization.none());
        INDArray data = Nd4j.rand(20, 12).muli(7).subi(3);
        NormalizerMinMaxScaler scaler = new NormalizerMinMaxScaler(-1, 2);
        scaler.fit(new DataSet(data.dup(), Nd4j.zeros(20, 4)));
        ModelSerializer.addNormalizerToModel(zip.toFile(), scaler);
        float[] values = data.dup('c').data().asFloat();
        ModelZip.open(zip).normalization().apply(values, 20);
        scaler.transform(data);

        assertThat(values).containsExactly(data.dup('c').data().asFloat(), within(1e-5f));
    }

    @Test
    void predictionsDoNotDependOnTheNumberOfRowsAtOnce() throws IOException {
        Network network = TestNetworks.mlp(Activation.TANH);
        UpdaterPlan plan = TestNetworks.updater(UpdaterKind.ADAM);
        SavedModel model =
                new SavedModel(state(network, plan), normalization(network, Scaling.MIN_MAX), Optional.empty());
        float[] features = features(network, 10);
        float[] before = features.clone();
        try (Predictor three = new Predictor(model, 3);
                Predictor all = new Predictor(model, 10)) {
            assertThat(three.outputs(features, 10)).containsExactly(all.outputs(features, 10), within(1e-6f));
            assertThat(three.outputs(features, 0)).isEmpty();
            assertThat(features).containsExactly(before);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> three.outputs(features, 11))
                    .withMessage("11 rows need 132 features: 120");
        }
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        Path file = directory.resolve("x.zip");
        assertRefused(file, "no such file; a DL4J model zip is needed");
        assertRefused(Files.createDirectory(directory.resolve("d")), "is no file; a DL4J model zip is needed");
        Files.writeString(file, "no zip");
        assertRefused(file, "is no complete zip file");
        Map<String, byte[]> entries = entries();
        Path whole = zip(entries);
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(file, "is no complete zip file");
        assertRefused(
                zip(without(entries, "coefficients.bin")), "has no entry coefficients.bin, so it is no DL4J model");
        assertRefused(zip(without(entries, "configuration.json")), "has no entry configuration.json");
    }

    @Test
    void refusesEntriesThatAModelDoesNotHave() throws IOException {
        assertRefused(
                zip(with("preprocessor.bin", serialized())),
                "entry preprocessor.bin holds serialized Java objects, which are never read");
        assertRefused(zip(with("objects/thing", serialized())), "entry objects/thing holds serialized Java objects");
        assertRefused(
                zip(with("../evil", new byte[1])),
                "entry ../evil is unknown; a model may have [coefficients.bin, configuration.json, constraint.json, noParams.marker, "
                        + "normalizer.bin, updaterState.bin]");
        assertRefused(
                zip(with("noParams.marker", new byte[1])),
                "entry noParams.marker says that it has 1 bytes; at most 0 are allowed");
        assertRefused(
                zip(with("configuration.json", new byte[17 << 20])),
                "entry configuration.json says that it has 17825792 bytes; at most 16777216");
        assertRefused(zip(with("normalizer.bin", new byte[200 << 20])), "its entries say that they have");
    }

    @Test
    void refusesConfigurationsThatNameForeignClasses() throws IOException {
        String json = new String(entries().get("configuration.json"), StandardCharsets.UTF_8);

        assertConfigurationRefused(
                json.replace("org.nd4j.linalg.learning.config.Adam", "com.evil.Gadget"),
                "names the class com.evil.Gadget; allowed are classes of [org.deeplearning4j., org.nd4j.]");
        assertConfigurationRefused(
                json.replace("org.nd4j.linalg.learning.config.Adam", "org.nd4jevil.Gadget"),
                "names the class org.nd4jevil.Gadget");
        assertConfigurationRefused(
                json.replace("org.nd4j.linalg.learning.config.Adam", "org.nd4j.linalg.Missing"),
                "is no configuration that DL4J can read");
        assertConfigurationRefused("{", "is no JSON");
        assertConfigurationRefused("", "is neither a MultiLayerConfiguration nor a ComputationGraphConfiguration");
        assertConfigurationRefused("[]", "is neither");
        assertConfigurationRefused("{\"confs\": 3}", "is no configuration that DL4J can read");
        assertConfigurationRefused("{\"confs\": []}", "can't be used: The last layer must be an OutputLayer");
        assertConfigurationRefused("[".repeat(100_000), "is no JSON");
        assertConfigurationRefused("[".repeat(100_000) + "]".repeat(100_000), "is neither");
        assertConfigurationRefused(json.replace("\"nout\" : 10", "\"nout\" : 2000000000"), "can't be used: ");
        assertConfigurationRefused(
                json.replaceAll(
                        "org.deeplearning4j.nn.conf.layers.DenseLayer",
                        "org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer"),
                "can't be used: Layer dense1 is a ElementWiseMultiplicationLayer; supported are DenseLayer, ");
    }

    /** Every value of the configuration is removed, made null, a wrong number, a word: it is read, or it is the user's mistake. */
    @Test
    void damagedConfigurationsAreTheUsersMistake() throws IOException {
        Map<String, byte[]> entries = entries();
        ObjectMapper mapper = new ObjectMapper();
        JsonNode whole = mapper.readTree(entries.get("configuration.json"));
        int refused = 0;
        for (int spot = 0; spot < spots(whole).size(); spot++) {
            for (JsonNode value :
                    List.of(MissingNode.getInstance(), NullNode.instance, IntNode.valueOf(-1), TextNode.valueOf("x"))) {
                JsonNode damaged = whole.deepCopy();
                spots(damaged).get(spot).accept(value);
                entries.put("configuration.json", mapper.writeValueAsBytes(damaged));
                try {
                    ModelZip.open(zip(entries));
                } catch (UserException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    /** One setter for each value of a tree; it removes the value where it is given a missing one. */
    private static List<Consumer<JsonNode>> spots(JsonNode tree) {
        List<Consumer<JsonNode>> spots = new ArrayList<>();
        if (tree instanceof ObjectNode object) {
            object.fieldNames()
                    .forEachRemaining(field -> spots.add(value -> {
                        object.remove(field);
                        if (!value.isMissingNode()) {
                            object.set(field, value);
                        }
                    }));
        } else if (tree instanceof ArrayNode array) {
            IntStream.range(0, array.size())
                    .forEach(i -> spots.add(value -> {
                        array.remove(i);
                        if (!value.isMissingNode()) {
                            array.insert(i, value);
                        }
                    }));
        }
        tree.forEach(child -> spots.addAll(spots(child)));
        return spots;
    }

    @Test
    void refusesArraysThatDoNotFit() throws IOException {
        byte[] coefficients = entries().get("coefficients.bin");
        assertRefused(
                zip(with("coefficients.bin", Arrays.copyOf(coefficients, coefficients.length - 3))),
                "entry coefficients.bin ends too early");
        assertRefused(
                zip(with("coefficients.bin", Arrays.copyOf(coefficients, coefficients.length + 1))),
                "entry coefficients.bin is longer than its content");
        assertRefused(
                zip(with("coefficients.bin", array("FLOAT", 3))),
                "entry coefficients.bin has 3 values in a shape of 3, the configuration needs 254");
        assertRefused(zip(with("coefficients.bin", array("FLOAT", Long.MAX_VALUE))), "the configuration needs 254");
        assertRefused(
                zip(with("coefficients.bin", array("UTF8", 254))),
                "has values of the type UTF8; supported are FLOAT and DOUBLE");
        assertRefused(zip(with("coefficients.bin", new byte[100])), "entry coefficients.bin is no array of ND4J");
        assertRefused(zip(with("coefficients.bin", new byte[0])), "entry coefficients.bin ends too early");
        assertRefused(
                zip(with("updaterState.bin", array("FLOAT", 254))),
                "entry updaterState.bin has 254 values in a shape of 254, the configuration needs 508");
    }

    @Test
    void refusesNormalizersThatNameClassesOrHoldObjects() throws IOException {
        assertRefused(
                zip(with("normalizer.bin", serialized())),
                "entry normalizer.bin is no normalizer that DL4J's NormalizerSerializer wrote");
        assertRefused(
                zip(with("normalizer.bin", normalizer("CUSTOM"))),
                "entry normalizer.bin holds a normalizer of the type CUSTOM, version 1; supported are MIN_MAX and STANDARDIZE, version 1");
        assertRefused(zip(with("normalizer.bin", normalizer("STANDARDIZE"))), "entry normalizer.bin ends too early");
    }

    @Test
    void refusesModelsThatCannotBeTrainedOn() {
        Network network = TestNetworks.mlp(Activation.TANH);
        UpdaterPlan plan = TestNetworks.updater(UpdaterKind.ADAM);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelZip.write(
                        OutputStream.nullOutputStream(), state(network, plan), plan, 0, Normalization.none()))
                .withMessage("Learning rate of a saved model must be above 0: 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelZip.write(
                        OutputStream.nullOutputStream(),
                        state(network, plan),
                        plan,
                        1,
                        Normalization.of(Scaling.MIN_MAX, new float[2], new float[] {1, 1})))
                .withMessage("The normalization does not fit the network's 12 features: 2");
    }

    private void assertRefused(Path file, String message) {
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> ModelZip.open(file))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(message);
    }

    private void assertConfigurationRefused(String json, String message) throws IOException {
        assertRefused(
                zip(with("configuration.json", json.getBytes(StandardCharsets.UTF_8))),
                "entry configuration.json " + message);
    }

    private Path write(ModelState state, UpdaterPlan plan, Normalization normalization) throws IOException {
        Path file = Files.createTempFile(directory, "model", ".zip");
        try (OutputStream out = Files.newOutputStream(file)) {
            ModelZip.write(out, state, plan, 0.004, normalization);
        }
        return file;
    }

    private static ModelState state(Network network, UpdaterPlan plan) {
        float[][] moments = TestNetworks.zeroMoments(network, ReplicaFactory.moments(plan));
        SplitMix64 random = new SplitMix64(4);
        for (float[] moment : moments) {
            for (Tensor tensor : network.layout().tensors()) {
                for (int i = tensor.offset(); i < tensor.end() && tensor.role().trainable(); i++) {
                    moment[i] = (float) random.nextDouble();
                }
            }
        }
        return new ModelState(network, TestNetworks.parameters(network, 1), moments, 17);
    }

    /** Every seventh feature becomes 0. */
    private static Normalization normalization(Network network, Scaling kind) {
        int width = network.input().size();
        SplitMix64 random = new SplitMix64(8);
        float[] shift = new float[width];
        float[] divisor = new float[width];
        for (int i = 0; i < width; i++) {
            shift[i] = (float) random.nextGaussian();
            divisor[i] = i % 7 == 3 ? Float.POSITIVE_INFINITY : 0.1f + (float) random.nextDouble();
        }
        return Normalization.of(kind, shift, divisor);
    }

    private static float[] features(Network network, int rows) {
        SplitMix64 random = new SplitMix64(6);
        float[] features = new float[rows * network.input().size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return features;
    }

    /** A good model of 254 parameters, as entries. */
    private Map<String, byte[]> entries() throws IOException {
        Network network = TestNetworks.mlp(Activation.TANH);
        UpdaterPlan plan = TestNetworks.updater(UpdaterKind.ADAM);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip =
                new ZipInputStream(Files.newInputStream(write(state(network, plan), plan, Normalization.none())))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private Map<String, byte[]> with(String name, byte[] content) throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put(name, content);
        return entries;
    }

    private static Map<String, byte[]> without(Map<String, byte[]> entries, String name) {
        Map<String, byte[]> others = new LinkedHashMap<>(entries);
        others.remove(name);
        return others;
    }

    private Path zip(Map<String, byte[]> entries) throws IOException {
        Path file = Files.createTempFile(directory, "entries", ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    private static byte[] serialized() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject("anything");
        }
        return bytes.toByteArray();
    }

    private static byte[] array(String type, long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF("LONG_SHAPE");
            out.writeLong(5);
            out.writeUTF("LONG");
            for (long value : new long[] {1, length, 1, 1, 'c'}) {
                out.writeLong(value);
            }
            out.writeUTF("MIXED_DATA_TYPES");
            out.writeLong(length);
            out.writeUTF(type);
            out.write(new byte[16]);
        }
        return bytes.toByteArray();
    }

    private static byte[] normalizer(String type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF("NORMALIZER");
            out.writeInt(1);
            out.writeUTF(type);
        }
        return bytes.toByteArray();
    }
}
