package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.config.JobFile;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.run.TrainingPlan;
import io.espalier.testing.DoubleForward;
import io.espalier.trainer.InitialWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The method prototype where there are no labels: distances from clusters, which all shards make together. */
class ClusterScoresIT {
    private static final int EXAMPLES = 300;
    private static final int FEATURES = 3;
    private static final int HIDDEN = 5;
    private static final int OUTPUTS = 4;

    /** The last layer does not change what goes into it. */
    private static final Network NETWORK = new Network(
            Shape.flat(FEATURES),
            List.of(
                    new Node("hidden", new Layer.Dense(HIDDEN, Activation.TANH, true), List.of(Network.INPUT)),
                    new Node(
                            "output",
                            new Layer.Output(OUTPUTS, Activation.SOFTMAX, Loss.CROSS_ENTROPY),
                            List.of("hidden"))),
            Network.Form.SEQUENCE);

    /** The same without its last layer. */
    private static final Network BEFORE_LAST = new Network(
            Shape.flat(FEATURES),
            List.of(new Node(
                    "hidden",
                    new Layer.Output(HIDDEN, Activation.TANH, Loss.MEAN_SQUARED_ERROR),
                    List.of(Network.INPUT))),
            Network.Form.SEQUENCE);

    @TempDir
    Path directory;

    /** Points without groups: where the centroids come to depends on where they begin, and on how often they move. */
    @Test
    void unlabelledExamplesAreMeasuredFromAsManyClustersAsTheNetworkHasOutputs() throws IOException {
        Map<Long, float[]> examples = examples();
        TrainingPlan plan = plan(examples);
        List<float[]> snapshots = List.of(InitialWeights.of(NETWORK, 1), InitialWeights.of(NETWORK, 2));
        try (LocalSpark spark = LocalSpark.withoutStandingTasks(2)) {
            Backends backends = new Backends(spark, directory, new Dl4jReplicaFactory());
            try (SparkBackend backend = backends.open("unlabelled", plan)) {
                backend.writeScores(NETWORK, snapshots, backend.scaler());
            }
            Map<Long, Double> expected = expected(examples, snapshots, plan);
            List<Row> rows = backends.read(backends.tables("unlabelled").scores())
                    .select("example_id", "prototype")
                    .collectAsList();
            assertThat(rows).hasSize(EXAMPLES).allSatisfy(row -> assertThat(row.getDouble(1))
                    // The network computes in float.
                    .isCloseTo(expected.get(row.getLong(0)), within(1e-5)));
        }
    }

    /** Values of the layer before the last by the definition; their distances, the mean over the weights. */
    private static Map<Long, Double> expected(Map<Long, float[]> examples, List<float[]> snapshots, TrainingPlan plan) {
        long seed = Hashing.seed(plan.importance().drawSeed(), "clusters");
        Map<Long, Double> means = new HashMap<>();
        for (float[] snapshot : snapshots) {
            float[] hidden = Arrays.copyOf(snapshot, BEFORE_LAST.layout().length());
            Map<Long, double[]> points = new HashMap<>();
            examples.forEach(
                    (id, features) -> points.put(id, DoubleForward.outputs(BEFORE_LAST, hidden, column(features))));
            SlowClusters.distances(points, OUTPUTS, seed)
                    .forEach((id, distance) -> means.merge(id, distance / snapshots.size(), Double::sum));
        }
        return means;
    }

    /** A channel a feature. */
    private static double[][] column(float[] features) {
        double[][] column = new double[features.length][1];
        Arrays.setAll(column, i -> new double[] {features[i]});
        return column;
    }

    private static Map<Long, float[]> examples() {
        SplitMix64 random = Hashing.random(5, "points");
        Map<Long, float[]> examples = new HashMap<>();
        for (long id = 0; id < EXAMPLES; id++) {
            float[] features = new float[FEATURES];
            for (int i = 0; i < FEATURES; i++) {
                features[i] = (float) random.nextGaussian();
            }
            examples.put(id, features);
        }
        return examples;
    }

    private TrainingPlan plan(Map<Long, float[]> examples) throws IOException {
        String rows = examples.entrySet().stream()
                .map(example -> example.getKey() + "," + example.getValue()[0] + "," + example.getValue()[1] + ","
                        + example.getValue()[2] + "\n")
                .collect(Collectors.joining());
        Path csv = Files.writeString(directory.resolve("points.csv"), "key,x,y,z\n" + rows);
        return JobFile.parse(
                "data: {source: csv, path: " + csv + ", id: key, labelled: false, scaling: none, test_fraction: 0,"
                        + " validation_fraction: 0}\n"
                        + "network: {kind: mlp}\n"
                        + "training: {workers: 3, batch: 32, budget: {steps: 1}}\n"
                        + "phases: [{baseline: 1}]\n"
                        + "importance: {method: prototype, batch: 64}\n",
                "job.yaml",
                List.of());
    }
}
