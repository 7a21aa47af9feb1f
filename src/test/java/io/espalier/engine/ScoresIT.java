package io.espalier.engine;

import static io.espalier.engine.EngineNetworks.ADAM;
import static io.espalier.engine.EngineNetworks.node;
import static io.espalier.engine.EngineNetworks.output;
import static io.espalier.engine.EngineNetworks.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.importance.Prototypes;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreMethod.Origin;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores by all methods of a forward pass, with both engines. */
class ScoresIT {
    private static final int ROWS = 24;
    private static final ReplicaFactory DL4J = new Dl4jReplicaFactory();
    private static final ReplicaFactory COMPILED = new CompiledReplicaFactory(new Dl4jReplicaFactory());
    private static final List<ScoreMethod> METHODS = Arrays.stream(ScoreMethod.values())
            .filter(method -> method.origin() == Origin.OUTPUTS || method.origin() == Origin.PENULTIMATE)
            .toList();

    /** Networks whose last layer reads a vector, an image, the input, and what dropout leaves; a graph; an output without bias. */
    static Stream<Network> plainNetworks() {
        Node output = output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
        return Stream.of(
                EngineNetworks.mlp(Activation.TANH),
                ImageNetworks.byLayer().get("convolution"),
                ImageNetworks.byLayer().get("many channels"),
                ImageNetworks.byLayer().get("global mean"),
                ImageNetworks.byLayer().get("flattening"),
                sequence(Shape.flat(9), output),
                sequence(Shape.flat(9), node("dropout", new Layer.Dropout(0.5)), output),
                sequence(
                        Shape.flat(9),
                        node("dense", new Layer.Dense(13, Activation.RELU, true)),
                        node("output", new Layer.Output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY, false))));
    }

    static Stream<Arguments> plainNetworksOfBothEngines() {
        return plainNetworks()
                .flatMap(network -> Stream.of(Arguments.of(DL4J, network), Arguments.of(COMPILED, network)));
    }

    static Stream<Network> networks() {
        return Stream.concat(
                plainNetworks(),
                Stream.of(
                        ImageNetworks.branches(),
                        ImageNetworks.byLayer().get("normalisation, relu"),
                        ImageNetworks.byLayer().get("normalisation of a vector")));
    }

    /** The definition: an example's gradient by the weights and biases of the last layer. */
    @ParameterizedTest
    @MethodSource("plainNetworksOfBothEngines")
    void grandIsTheNormOfTheLastLayersGradient(ReplicaFactory engine, Network network) {
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        ExampleScores scores = new ExampleScores(ROWS, network, List.of(ScoreMethod.GRAND));
        try (Replica replica = loaded(engine, network, ROWS)) {
            replica.scores(batch, scores);
            for (int row = 0; row < ROWS; row++) {
                double norm = lastGradient(replica, network, batch, row);
                assertThat(scores.of(ScoreMethod.GRAND, row)).isCloseTo(norm, within(1e-4 * norm + 1e-6));
            }
        }
    }

    private static double lastGradient(Replica replica, Network network, Batch batch, int row) {
        int features = network.input().size();
        Batch one = new Batch(1, features);
        one.setRows(1);
        System.arraycopy(batch.features(), row * features, one.features(), 0, features);
        one.labels()[0] = batch.labels()[row];
        float[] gradient = new float[network.layout().length()];
        replica.gradient(one, gradient);
        return Math.sqrt(network.layout().tensors().stream()
                .filter(tensor -> tensor.layer().equals("output"))
                .flatMapToInt(tensor -> IntStream.range(tensor.offset(), tensor.end()))
                .mapToDouble(i -> (double) gradient[i] * gradient[i])
                .sum());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void bothEnginesGiveTheSameScores(Network network) {
        ExampleScores theirs = scored(DL4J, network, ROWS);
        ExampleScores ours = scored(COMPILED, network, ROWS);
        for (ScoreMethod method : METHODS) {
            for (int row = 0; row < ROWS; row++) {
                double expected = theirs.of(method, row);
                assertThat(ours.of(method, row))
                        .as("%s of row %d", method, row)
                        .isCloseTo(expected, within(1e-4 * Math.abs(expected) + 1e-5));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("plainNetworksOfBothEngines")
    void batchInPartsHasTheScoresOfTheWhole(ReplicaFactory engine, Network network) {
        ExampleScores whole = scored(engine, network, ROWS);
        ExampleScores parts = scored(engine, network, 7);
        for (ScoreMethod method : METHODS) {
            for (int row = 0; row < ROWS; row++) {
                double expected = whole.of(method, row);
                assertThat(parts.of(method, row)).isCloseTo(expected, within(1e-4 * Math.abs(expected) + 1e-5));
            }
        }
    }

    @Test
    void scoresOfAStepAreThoseOfItsForwardPass() {
        Network network = EngineNetworks.mlp(Activation.RELU);
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        ExampleScores before = scores(network);
        ExampleScores during = scores(network);
        try (Replica replica = loaded(COMPILED, network, ROWS)) {
            replica.scores(batch, before);
            replica.step(batch, 0.01, 1, during);
        }
        for (ScoreMethod method : METHODS) {
            for (int row = 0; row < ROWS; row++) {
                assertThat(during.of(method, row)).isEqualTo(before.of(method, row));
            }
        }
    }

    @Test
    void synchronousReplicaScoresLikeACompiledOne() {
        Network network = EngineNetworks.mlp(Activation.RELU);
        float[] parameters = EngineNetworks.parameters(network, 1);
        ExampleScores scores = scores(network);
        try (Replica replica = new SynchronousReplica(network, ADAM, ROWS, 2)) {
            replica.load(parameters, new float[2][parameters.length], 0);
            replica.scores(EngineNetworks.batch(network, ROWS, 1), scores);
        }
        ExampleScores expected = scored(COMPILED, network, ROWS);
        for (int row = 0; row < ROWS; row++) {
            assertThat(scores.of(ScoreMethod.GRAND, row)).isCloseTo(expected.of(ScoreMethod.GRAND, row), within(1e-5));
        }
    }

    @Test
    void compiledScoringAllocatesNothing() {
        Network network = EngineNetworks.mlp(Activation.RELU);
        Batch batch = EngineNetworks.batch(network, 200, 1);
        ExampleScores scores = new ExampleScores(200, network, METHODS);
        scores.measureFrom(prototypes(network));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Replica replica = loaded(COMPILED, network, 200)) {
            long allocated = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 100 && allocated > 0; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                score(replica, batch, scores, 200);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isZero();
        }
    }

    private static void score(Replica replica, Batch batch, ExampleScores scores, int passes) {
        for (int pass = 0; pass < passes; pass++) {
            replica.scores(batch, scores);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void tooLittleRoomForFeaturesIsRefused(ReplicaFactory engine) {
        Network network = EngineNetworks.mlp(Activation.RELU);
        Network narrow = sequence(
                Shape.flat(37),
                node("dense", new Layer.Dense(3, Activation.RELU, true)),
                output(7, Activation.SOFTMAX, Loss.CROSS_ENTROPY));
        ExampleScores scores = new ExampleScores(ROWS, narrow, List.of(ScoreMethod.GRAND));
        try (Replica replica = loaded(engine, network, ROWS)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.scores(EngineNetworks.batch(network, ROWS, 1), scores))
                    .withMessage("Penultimate features of 24 rows need 456 values: 72");
        }
    }

    static Stream<ReplicaFactory> engines() {
        return Stream.of(DL4J, COMPILED);
    }

    private static ExampleScores scored(ReplicaFactory engine, Network network, int microBatch) {
        ExampleScores scores = scores(network);
        try (Replica replica = loaded(engine, network, microBatch)) {
            replica.scores(EngineNetworks.batch(network, ROWS, 1), scores);
        }
        return scores;
    }

    private static ExampleScores scores(Network network) {
        ExampleScores scores = new ExampleScores(ROWS, network, METHODS);
        scores.measureFrom(prototypes(network));
        return scores;
    }

    private static Prototypes prototypes(Network network) {
        int width = network.penultimate().size();
        return Prototypes.ofClasses(
                IntStream.range(0, network.outputs() * width)
                        .mapToDouble(Math::sin)
                        .toArray(),
                width);
    }

    private static Replica loaded(ReplicaFactory engine, Network network, int microBatch) {
        Replica replica = engine.create(network, ADAM, microBatch);
        float[] parameters = EngineNetworks.parameters(network, 1);
        replica.load(parameters, new float[2][parameters.length], 0);
        return replica;
    }
}
