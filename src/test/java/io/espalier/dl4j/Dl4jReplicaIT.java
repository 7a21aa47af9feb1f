package io.espalier.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.constraint.Compaction;
import io.espalier.constraint.KeptUnits;
import io.espalier.network.Activation;
import io.espalier.network.Group;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.CurvePlan;
import io.espalier.run.DecayKind;
import io.espalier.run.GradientNormalization;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.testing.ReferenceReplica;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Moments;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jReplicaIT {
    private static final int ROWS = 16;
    private static final UpdaterPlan ADAM = TestNetworks.updater(UpdaterKind.ADAM);

    static Stream<Network> networks() {
        return Stream.of(
                TestNetworks.mlp(Activation.RELU),
                TestNetworks.graph(Activation.RELU),
                Networks.mlp(Shape.flat(12), List.of(10, 8), Activation.TANH, 0.3, 4),
                TestNetworks.lenet(),
                TestNetworks.residual());
    }

    /** What a replica holds. */
    record State(float[] parameters, float[][] moments) {
        static State of(Replica replica, Network network, UpdaterPlan updater) {
            float[] parameters = new float[network.layout().length()];
            float[][] moments = TestNetworks.zeroMoments(network, ReplicaFactory.moments(updater));
            replica.readParameters(parameters);
            replica.readMoments(moments);
            return new State(parameters, moments);
        }

        void assertSameBits(State other) {
            assertThat(Arrays.equals(parameters, other.parameters))
                    .as("same parameters")
                    .isTrue();
            assertThat(Arrays.deepEquals(moments, other.moments))
                    .as("same moments")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void interruptedTrainingEqualsStraightTraining(Network network) {
        try (Replica straight = replica(network, ADAM)) {
            start(straight, network, ADAM);
            train(straight, network, 0, 50);
            State expected = State.of(straight, network, ADAM);

            State middle;
            try (Replica first = replica(network, ADAM)) {
                start(first, network, ADAM);
                train(first, network, 0, 25);
                middle = State.of(first, network, ADAM);
            }
            try (Replica second = replica(network, ADAM)) {
                second.load(middle.parameters(), middle.moments(), 25);
                train(second, network, 25, 50);
                State.of(second, network, ADAM).assertSameBits(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpdaterKind.class)
    void stepIsDl4jsFit(UpdaterKind kind) {
        UpdaterPlan plan = TestNetworks.updater(kind, 0.001);
        Network network = TestNetworks.mlp(Activation.RELU);
        float[] parameters = TestNetworks.parameters(network, 1);
        MultiLayerNetwork model = new MultiLayerNetwork(Dl4jConfigurations.sequence(network, plan));
        model.init(Nd4j.createFromArray(parameters).reshape(1, parameters.length), true);
        try (Replica replica = replica(network, plan)) {
            start(replica, network, plan);
            for (int step = 0; step < 10; step++) {
                Batch batch = TestNetworks.batch(network, ROWS, step);
                INDArray features = Nd4j.createFromArray(batch.features()).reshape(ROWS, 12);
                INDArray labels = Nd4j.zeros(ROWS, 4);
                for (int row = 0; row < ROWS; row++) {
                    labels.putScalar(row, batch.labels()[row], 1);
                }
                model.fit(features, labels);
                replica.step(batch, plan.learningRate(), step);
            }

            assertThat(State.of(replica, network, plan).parameters())
                    .containsExactly(model.params().reshape(parameters.length).toFloatVector());
        }
    }

    @Test
    void masksOfRowsAndOfOutputsAreDl4jsLabelMask() {
        Network network = TestNetworks.ending(Activation.SIGMOID, Layer.Loss.BINARY_CROSS_ENTROPY, true);
        Batch weighted = TestNetworks.batch(network, 4, 1);
        weighted.setWeights(new float[] {1, 0, 0, 1});
        Batch masked = TestNetworks.batch(network, 4, 1);
        masked.setOutputMask(
                new boolean[] {true, false, true, false, false, false, true, true, true, false, true, true});
        INDArray weights = Nd4j.createFromArray(1f, 0, 0, 1).reshape(4, 1);
        INDArray mask =
                Nd4j.createFromArray(1f, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1).reshape(4, 3);

        assertThat(stepped(network, weighted)).containsExactly(fitted(network, weighted, weights));
        assertThat(stepped(network, masked)).containsExactly(fitted(network, masked, mask));
    }

    private static float[] stepped(Network network, Batch batch) {
        try (Replica replica = replica(network, ADAM)) {
            start(replica, network, ADAM);
            replica.step(batch, ADAM.learningRate(), 1);
            return State.of(replica, network, ADAM).parameters();
        }
    }

    /** The parameters after DL4J's own fit of a batch with a label mask. */
    private static float[] fitted(Network network, Batch batch, INDArray mask) {
        float[] parameters = TestNetworks.parameters(network, 1);
        MultiLayerNetwork model = new MultiLayerNetwork(Dl4jConfigurations.sequence(network, ADAM));
        model.init(Nd4j.createFromArray(parameters).reshape(1, parameters.length), true);
        INDArray features = Nd4j.createFromArray(batch.features()).reshape(batch.rows(), batch.featureCount());
        INDArray labels = Nd4j.zeros(batch.rows(), network.outputs());
        for (int row = 0; row < batch.rows(); row++) {
            labels.putScalar(row, batch.labels()[row], 1);
        }
        model.fit(new DataSet(features, labels, null, mask));
        return model.params().reshape(parameters.length).toFloatVector();
    }

    static Stream<UpdaterPlan> rules() {
        UpdaterPlan sgd = UpdaterPlan.constant(UpdaterKind.SGD, 0.1);
        return Stream.of(
                        Stream.of(UpdaterKind.values()).map(kind -> UpdaterPlan.constant(kind, 0.01)),
                        Stream.of(UpdaterKind.SGD, UpdaterKind.RMSPROP)
                                .map(kind -> UpdaterPlan.constant(kind, 0.01).withPenalties(0.01, 0, 0.3)),
                        Stream.of(
                                sgd.withPenalties(0.01, 0.02, 0),
                                new UpdaterPlan(
                                        UpdaterKind.ADAM,
                                        0.01,
                                        DecayKind.CONSTANT,
                                        0,
                                        CurvePlan.defaults(),
                                        0.8,
                                        0.99,
                                        0.95,
                                        1e-4,
                                        0,
                                        0,
                                        0,
                                        GradientNormalization.NONE,
                                        1)),
                        Stream.of(GradientNormalization.values()).map(kind -> sgd.withPenalties(0, 0.02, 0)
                                .withGradientNormalization(kind, kind.clips() ? 0.02 : 1)))
                .flatMap(plans -> plans);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void updatesFollowTheFormulas(UpdaterPlan plan) {
        Network network = TestNetworks.mlp(Activation.TANH);
        try (Replica replica = replica(network, plan);
                Replica reference = ReferenceReplica.factory().create(network, plan, ROWS)) {
            start(replica, network, plan);
            start(reference, network, plan);
            train(replica, network, 0, 10);
            train(reference, network, 0, 10);
            State actual = State.of(replica, network, plan);
            State expected = State.of(reference, network, plan);

            assertThat(distance(actual.parameters(), expected.parameters())).isLessThan(2e-6);
            for (int moment = 0; moment < expected.moments().length; moment++) {
                assertThat(distance(actual.moments()[moment], expected.moments()[moment]))
                        .isLessThan(2e-5);
            }
        }
    }

    @Test
    void normalisedGradientsLeaveRunningStatisticsAlone() {
        Network network = TestNetworks.residual();
        UpdaterPlan plain = TestNetworks.updater(UpdaterKind.SGD);
        UpdaterPlan clipped =
                plain.withGradientNormalization(GradientNormalization.CLIP_ELEMENT_WISE_ABSOLUTE_VALUE, 1e-6);
        try (Replica free = replica(network, plain);
                Replica held = replica(network, clipped)) {
            start(free, network, plain);
            start(held, network, clipped);
            Batch batch = TestNetworks.batch(network, ROWS, 1);
            free.step(batch, 0.01, 1);
            held.step(batch, 0.01, 1);
            float[] expected = State.of(free, network, plain).parameters();
            float[] actual = State.of(held, network, clipped).parameters();

            network.layout().tensors().stream()
                    .filter(tensor -> !tensor.role().trainable())
                    .forEach(tensor -> assertThat(Arrays.copyOfRange(actual, tensor.offset(), tensor.end()))
                            .containsExactly(Arrays.copyOfRange(expected, tensor.offset(), tensor.end())));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void replicasInTwoThreadsGiveTheSameBits(Network network) throws Exception {
        State alone = trained(network);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<State>> states = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                states.add(threads.submit(() -> trained(network)));
            }
            for (Future<State> state : states) {
                state.get().assertSameBits(alone);
            }
        } finally {
            threads.shutdown();
        }
    }

    private static State trained(Network network) {
        try (Replica replica = replica(network, ADAM)) {
            start(replica, network, ADAM);
            train(replica, network, 0, 20);
            return State.of(replica, network, ADAM);
        }
    }

    @ParameterizedTest
    @EnumSource(UpdaterKind.class)
    void loadedStateIsReadBack(UpdaterKind kind) {
        Network network = TestNetworks.residual();
        UpdaterPlan plan = TestNetworks.updater(kind);
        float[] parameters = TestNetworks.parameters(network, 3);
        float[][] moments = TestNetworks.zeroMoments(network, ReplicaFactory.moments(plan));
        network.layout().tensors().stream()
                .filter(tensor -> tensor.role().trainable())
                .forEach(
                        tensor -> IntStream.range(tensor.offset(), tensor.end()).forEach(i -> {
                            for (int moment = 0; moment < moments.length; moment++) {
                                moments[moment][i] = i + 1000 * (moment + 1);
                            }
                        }));
        try (Replica replica = replica(network, plan)) {
            replica.load(parameters, moments, 7);

            State.of(replica, network, plan).assertSameBits(new State(parameters, moments));
        }
    }

    @Test
    void stepInPartsEqualsTheWholeStep() {
        Network network = TestNetworks.lenet();
        Batch batch = TestNetworks.batch(network, 23, 1);
        try (Replica whole = new Dl4jReplicaFactory().create(network, ADAM, 23);
                Replica parts = new Dl4jReplicaFactory().create(network, ADAM, 5)) {
            start(whole, network, ADAM);
            start(parts, network, ADAM);
            double loss = whole.step(batch, 0.01, 1);

            assertThat(parts.step(batch, 0.01, 1)).isCloseTo(loss, within(1e-6));
            float[] expected = new float[network.layout().length()];
            float[] actual = new float[network.layout().length()];
            whole.gradient(batch, expected);
            parts.gradient(batch, actual);
            assertThat(distance(actual, expected)).isLessThan(1e-6);
            whole.outputs(batch, expected = new float[23 * 3]);
            parts.outputs(batch, actual = new float[23 * 3]);
            assertThat(distance(actual, expected)).isLessThan(1e-6);
        }
    }

    @Test
    void batchesOfAnySizeCanFollowEachOther() {
        Network network = TestNetworks.mlp(Activation.RELU);
        try (Replica reused = replica(network, ADAM);
                Replica fresh = replica(network, ADAM)) {
            start(reused, network, ADAM);
            reused.step(TestNetworks.batch(network, ROWS, 1), 0.01, 1);
            start(reused, network, ADAM);
            start(fresh, network, ADAM);
            Batch small = TestNetworks.batch(network, 3, 2);

            assertThat(reused.step(small, 0.01, 2)).isEqualTo(fresh.step(small, 0.01, 2));
            State.of(reused, network, ADAM).assertSameBits(State.of(fresh, network, ADAM));
        }
    }

    @Test
    void drawsDecideDropout() {
        Network network = Networks.mlp(Shape.flat(12), List.of(10, 8), Activation.TANH, 0.5, 4);
        Batch batch = TestNetworks.batch(network, ROWS, 1);
        try (Replica replica = replica(network, ADAM)) {
            start(replica, network, ADAM);
            double first = replica.step(batch, 0.01, 1);
            start(replica, network, ADAM);
            double second = replica.step(batch, 0.01, 2);
            start(replica, network, ADAM);

            assertThat(replica.step(batch, 0.01, 1)).isEqualTo(first).isNotEqualTo(second);
        }
    }

    @Test
    void gradientAndOutputsUseNoDropout() {
        Network dropping = Networks.mlp(Shape.flat(12), List.of(10, 8), Activation.TANH, 0.5, 4);
        Network plain = TestNetworks.mlp(Activation.TANH);
        Batch batch = TestNetworks.batch(plain, ROWS, 1);
        try (Replica one = replica(dropping, ADAM);
                Replica other = replica(plain, ADAM)) {
            start(one, dropping, ADAM);
            start(other, plain, ADAM);
            float[] actual = new float[plain.layout().length()];
            float[] expected = new float[plain.layout().length()];
            one.gradient(batch, actual);
            other.gradient(batch, expected);
            assertThat(actual).containsExactly(expected);

            one.step(batch, 0.01, 1);
            other.load(State.of(one, dropping, ADAM).parameters(), TestNetworks.zeroMoments(plain, 2), 1);
            one.gradient(batch, actual);
            other.gradient(batch, expected);
            assertThat(actual).containsExactly(expected);
            one.outputs(batch, actual);
            other.outputs(batch, expected);
            assertThat(actual).containsExactly(expected);
        }
    }

    @Test
    void gradientLeavesTheStateAsItIs() {
        Network network = TestNetworks.residual();
        Batch batch = TestNetworks.batch(network, ROWS, 1);
        float[] gradient = new float[network.layout().length()];
        try (Replica replica = replica(network, ADAM)) {
            start(replica, network, ADAM);
            train(replica, network, 0, 3);
            State before = State.of(replica, network, ADAM);
            replica.gradient(batch, gradient);

            State.of(replica, network, ADAM).assertSameBits(before);
            network.layout().tensors().stream()
                    .filter(tensor -> !tensor.role().trainable())
                    .forEach(tensor -> assertThat(Arrays.copyOfRange(gradient, tensor.offset(), tensor.end()))
                            .containsOnly(0));
        }
    }

    @Test
    void notANumberIsReturned() {
        Network network = TestNetworks.mlp(Activation.RELU);
        float[] parameters = TestNetworks.parameters(network, 1);
        parameters[network.layout().length() - 1] = Float.NaN;
        try (Replica replica = replica(network, ADAM)) {
            replica.load(parameters, TestNetworks.zeroMoments(network, 2), 0);

            assertThat(replica.step(TestNetworks.batch(network, ROWS, 1), 0.01, 1))
                    .isNaN();
        }
    }

    @Test
    void lossIsTheMeanWithoutThePenalty() {
        Network network = TestNetworks.mlp(Activation.RELU);
        Batch batch = TestNetworks.batch(network, ROWS, 1);
        float[] outputs = new float[ROWS * 4];
        try (Replica replica = replica(network, TestNetworks.updater(UpdaterKind.SGD, 0.5))) {
            replica.load(TestNetworks.parameters(network, 1), new float[0][], 0);
            replica.outputs(batch, outputs);
            double expected = IntStream.range(0, ROWS)
                    .mapToDouble(row -> -Math.log(outputs[row * 4 + batch.labels()[row]]))
                    .average()
                    .orElseThrow();

            assertThat(replica.step(batch, 0.01, 1)).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void refusesArraysOfAnotherLength() {
        Network network = TestNetworks.mlp(Activation.RELU);
        int length = network.layout().length();
        try (Replica replica = replica(network, ADAM)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.load(new float[length - 1], TestNetworks.zeroMoments(network, 2), 0))
                    .withMessage("The network has " + length + " values, the vector " + (length - 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.load(new float[length], TestNetworks.zeroMoments(network, 1), 0))
                    .withMessage("The updater has 2 moments: 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.load(new float[length], new float[2][3], 0))
                    .withMessage("The network has " + length + " values, a moment 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.outputs(TestNetworks.batch(network, 2, 1), new float[7]))
                    .withMessage("Outputs of 2 rows need 8 values: 7");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.step(new Batch(2, 12), 0.1, 1))
                    .withMessage("A batch must have at least 1 row: 0");
            Batch other = new Batch(2, 11);
            other.setRows(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.step(other, 0.1, 1))
                    .withMessage("The network takes 12 features, the batch has 11");
            Batch label = TestNetworks.batch(network, 2, 1);
            label.labels()[1] = 4;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.step(label, 0.1, 1))
                    .withMessage("Label must be in [0, 4): 4");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> replica.mask(new int[] {3, 3}))
                    .withMessage("Masked positions must ascend in [0, " + length + "): 3");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dl4jReplicaFactory().create(network, ADAM, 0))
                .withMessage("Micro-batch must be at least 1: 0");
    }

    @Test
    void useAfterCloseIsRefused() {
        Network network = TestNetworks.mlp(Activation.RELU);
        Replica replica = replica(network, ADAM);
        replica.close();
        replica.close();

        assertThatIllegalStateException()
                .isThrownBy(
                        () -> replica.readParameters(new float[network.layout().length()]))
                .withMessage("The replica is closed");
    }

    @Test
    void masksThatChangeNeedNoNewNetwork() {
        Network network = TestNetworks.lenet();
        try (Replica reused = replica(network, ADAM)) {
            start(reused, network, ADAM);
            State state = State.of(reused, network, ADAM);
            for (int mask = 0; mask < 6; mask++) {
                Compaction units = Compaction.of(network, kept(network, mask));
                units.project(state.parameters());
                for (float[] moment : state.moments()) {
                    units.project(moment);
                }
                try (Replica fresh = replica(network, ADAM)) {
                    fresh.load(state.parameters(), state.moments(), 5L * mask);
                    train(fresh, network, 5 * mask, 5 * mask + 5);
                    reused.load(state.parameters(), state.moments(), 5L * mask);
                    train(reused, network, 5 * mask, 5 * mask + 5);
                    state = State.of(reused, network, ADAM);
                    state.assertSameBits(State.of(fresh, network, ADAM));
                }
            }
        }
    }

    static Stream<Network> maskable() {
        return Stream.of(
                TestNetworks.mlp(Activation.RELU),
                TestNetworks.mlp(Activation.SIGMOID),
                TestNetworks.graph(Activation.TANH),
                TestNetworks.lenet(),
                TestNetworks.residual());
    }

    @ParameterizedTest
    @MethodSource("maskable")
    void maskedNetworkTrainsLikeItsCompaction(Network network) {
        Compaction compaction = Compaction.of(network, kept(network, 1));
        try (Replica masked = replica(network, ADAM);
                Replica small = replica(compaction.network(), ADAM)) {
            start(masked, network, ADAM);
            train(masked, network, 0, 5);
            State state = State.of(masked, network, ADAM);
            masked.mask(zeroPositions(network, compaction));
            small.load(
                    compaction.apply(state.parameters()),
                    Arrays.stream(state.moments()).map(compaction::apply).toArray(float[][]::new),
                    5);
            train(masked, network, 5, 15);
            train(small, network, 5, 15);

            State after = State.of(masked, network, ADAM);
            float[] expected = new float[compaction.network().layout().length()];
            small.readParameters(expected);
            assertThat(distance(compaction.apply(after.parameters()), expected)).isLessThan(1e-4);
            float[] projected = after.parameters().clone();
            compaction.project(projected);
            assertThat(Arrays.equals(projected, after.parameters()))
                    .as("masked weights are zero")
                    .isTrue();
        }
    }

    @Test
    void maskHoldsMomentsAtZeroAndIsReplaced() {
        Network network = TestNetworks.mlp(Activation.SIGMOID);
        try (Replica replica = replica(network, ADAM)) {
            start(replica, network, ADAM);
            train(replica, network, 0, 2);
            replica.mask(new int[] {0, 17, 253});
            train(replica, network, 2, 4);
            State masked = State.of(replica, network, ADAM);
            replica.mask(new int[0]);
            train(replica, network, 4, 5);
            State free = State.of(replica, network, ADAM);

            for (int position : new int[] {0, 17, 253}) {
                assertThat(masked.parameters()[position]).isZero();
                assertThat(masked.moments()[0][position]).isZero();
                assertThat(masked.moments()[1][position]).isZero();
                assertThat(free.parameters()[position]).isNotZero();
            }
            assertThat(masked.parameters()[1]).isNotZero();
        }
    }

    /** All but every third unit of each group, beginning with another one for each mask. */
    private static KeptUnits kept(Network network, int mask) {
        Map<String, List<Integer>> kept = new LinkedHashMap<>();
        for (Group group : network.groups()) {
            kept.put(
                    group.name(),
                    IntStream.range(0, group.units())
                            .filter(unit -> (unit + mask) % 3 != 0)
                            .boxed()
                            .toList());
        }
        return new KeptUnits(kept);
    }

    private static int[] zeroPositions(Network network, Compaction compaction) {
        float[] ones = new float[network.layout().length()];
        Arrays.fill(ones, 1);
        compaction.project(ones);
        return IntStream.range(0, ones.length).filter(i -> ones[i] == 0).toArray();
    }

    static Replica replica(Network network, UpdaterPlan plan) {
        return new Dl4jReplicaFactory().create(network, plan, ROWS);
    }

    static void start(Replica replica, Network network, UpdaterPlan plan) {
        replica.load(TestNetworks.parameters(network, 1), Moments.of(plan).fresh(network.layout()), 0);
    }

    /** Steps {@code from} to {@code to}, each with its own batch, learning rate and draw. */
    static void train(Replica replica, Network network, int from, int to) {
        for (int step = from; step < to; step++) {
            replica.step(TestNetworks.batch(network, ROWS, step), 0.01 / (1 + step), step);
        }
    }

    static double distance(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
