package io.espalier.engine;

import static io.espalier.engine.EngineNetworks.ADAM;
import static io.espalier.engine.EngineNetworks.node;
import static io.espalier.engine.EngineNetworks.output;
import static io.espalier.engine.EngineNetworks.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.espalier.constraint.KeptUnits;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.run.GradientNormalization;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.Moments;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompiledReplicaIT {
    private static final int ROWS = 24;
    private static final ReplicaFactory COMPILED = new CompiledReplicaFactory(new Dl4jReplicaFactory());

    static Stream<UpdaterPlan> updaters() {
        Stream<UpdaterPlan> kinds =
                Arrays.stream(UpdaterKind.values()).map(kind -> UpdaterPlan.constant(kind, rate(kind)));
        UpdaterPlan sgd = UpdaterPlan.constant(UpdaterKind.SGD, 0.05);
        Stream<UpdaterPlan> penalties = Stream.of(sgd.withPenalties(0.01, 0.02, 0), sgd.withPenalties(0, 0, 0.1));
        Stream<UpdaterPlan> limits = Arrays.stream(GradientNormalization.values())
                .map(limit -> sgd.withGradientNormalization(limit, limit.clips() ? 0.05 : 1));
        return Stream.of(kinds, penalties, limits).flatMap(plans -> plans);
    }

    private static double rate(UpdaterKind kind) {
        return kind.divides() ? 0.002 : 0.05;
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void hundredStepsFollowDl4js(UpdaterPlan plan) {
        Network network = EngineNetworks.mlp(Activation.TANH);
        State ours = train(COMPILED, network, plan, 100);
        State theirs = train(new Dl4jReplicaFactory(), network, plan, 100);

        assertThat(distance(ours.parameters, theirs.parameters)).isLessThan(1e-4);
        for (int i = 0; i < ours.moments.length; i++) {
            assertThat(distance(ours.moments[i], theirs.moments[i])).isLessThan(1e-3);
        }
        assertThat(ours.loss).isCloseTo(theirs.loss, within(1e-4 * theirs.loss));
    }

    /** What a training ends with. */
    private record State(float[] parameters, float[][] moments, double loss) {
        boolean sameBits(State other) {
            return Arrays.equals(parameters, other.parameters)
                    && Arrays.deepEquals(moments, other.moments)
                    && loss == other.loss;
        }
    }

    private static State train(ReplicaFactory factory, Network network, UpdaterPlan plan, int steps) {
        try (Replica replica = factory.create(network, plan, ROWS)) {
            return train(replica, network, plan, steps);
        }
    }

    private static State train(Replica replica, Network network, UpdaterPlan plan, int steps) {
        float[] parameters = EngineNetworks.parameters(network, 1);
        float[][] moments = Moments.of(plan).fresh(network.layout());
        replica.load(parameters, moments, 0);
        double loss = 0;
        for (int step = 0; step < steps; step++) {
            loss = replica.step(EngineNetworks.batch(network, ROWS, step % 4), plan.learningRate(), step);
        }
        replica.readParameters(parameters);
        replica.readMoments(moments);
        return new State(parameters, moments, loss);
    }

    @Test
    void givesTheSameBitsAloneTogetherAndInAnotherThread() {
        Network network = withDropout(0.3);
        State alone = train(COMPILED, network, ADAM, 40);
        CompletableFuture<State> one = CompletableFuture.supplyAsync(() -> train(COMPILED, network, ADAM, 40));
        CompletableFuture<State> other = CompletableFuture.supplyAsync(() -> train(COMPILED, network, ADAM, 40));

        assertThat(one.join().sameBits(alone)).isTrue();
        assertThat(other.join().sameBits(alone)).isTrue();
    }

    @Test
    void scalarPassesTrainToTheSameBits() {
        Network network = withDropout(0.3);
        try (Replica scalar = new CompiledReplica(network, ADAM, ROWS, new ScalarPasses())) {
            assertThat(train(scalar, network, ADAM, 40).sameBits(train(COMPILED, network, ADAM, 40)))
                    .isTrue();
        }
    }

    private static Network withDropout(double rate) {
        return sequence(
                Shape.flat(37),
                node("dense1", new Layer.Dense(29, Activation.SWISH, true)),
                node("dropout1", new Layer.Dropout(rate)),
                node("dense2", new Layer.Dense(40, Activation.RELU, true)),
                node("dropout2", new Layer.Dropout(rate)),
                output(7, Activation.SOFTMAX, Loss.CROSS_ENTROPY));
    }

    @Test
    void goesOnFromALoadedStateToTheSameBits() {
        Network network = EngineNetworks.mlp(Activation.RELU);
        State whole = train(COMPILED, network, ADAM, 20);
        try (Replica first = COMPILED.create(network, ADAM, ROWS);
                Replica second = COMPILED.create(network, ADAM, ROWS)) {
            State half = train(first, network, ADAM, 10);
            second.load(half.parameters, half.moments, 10);
            for (int step = 10; step < 20; step++) {
                second.step(EngineNetworks.batch(network, ROWS, step % 4), ADAM.learningRate(), step);
            }
            float[] parameters = new float[half.parameters.length];
            second.readParameters(parameters);
            assertThat(parameters).isEqualTo(whole.parameters);
        }
    }

    /** Vectors are values in registers once the compiler has seen the loops often enough; that takes a moment. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
    void compiledStepsAllocateNothing(Activation activation) {
        // More than the numbers that Java has objects of already.
        int rows = 200;
        Network network = sequence(
                Shape.flat(37),
                node("dense1", new Layer.Dense(29, activation, true)),
                node("dropout", new Layer.Dropout(0.3)),
                node("dense2", new Layer.Dense(19, activation, true)),
                output(7, Activation.SOFTMAX, Loss.CROSS_ENTROPY));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Batch batch = EngineNetworks.batch(network, rows, 1);
        ExampleScores scores = new ExampleScores(rows, network.outputs());
        try (Replica replica = COMPILED.create(network, ADAM, rows)) {
            replica.load(
                    EngineNetworks.parameters(network, 1),
                    new float[2][network.layout().length()],
                    0);
            long allocated = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 100 && allocated > 0; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                run(replica, batch, scores, 200);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isZero();
        }
    }

    private static void run(Replica replica, Batch batch, ExampleScores scores, int steps) {
        for (int step = 0; step < steps; step++) {
            replica.step(batch, 1e-4, step, scores);
        }
    }

    @Test
    void scoresOfAStepAreThoseOfItsForwardPass() {
        Network network = EngineNetworks.mlp(Activation.TANH);
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        ExampleScores before = new ExampleScores(ROWS, network.outputs());
        ExampleScores during = new ExampleScores(ROWS, network.outputs());
        try (Replica replica = COMPILED.create(network, ADAM, ROWS)) {
            train(replica, network, ADAM, 5);
            replica.scores(batch, before);
            double loss = replica.step(batch, 0.01, 1, during);

            double sum = 0;
            for (int row = 0; row < ROWS; row++) {
                sum += during.loss(row);
                assertThat(during.el2n(row)).isEqualTo(before.el2n(row)).isBetween(0.0, Math.sqrt(2));
                assertThat(during.margin(row)).isEqualTo(before.margin(row)).isBetween(-1.0, 1.0);
                assertThat(during.loss(row)).isEqualTo(before.loss(row));
            }
            assertThat(loss).isCloseTo(sum / ROWS, within(1e-6));
        }
    }

    @Test
    void partsOfABatchMakeTheSameStep() {
        Network network = withDropout(0.2);
        Batch batch = EngineNetworks.batch(network, 50, 1);
        try (Replica whole = COMPILED.create(network, ADAM, 50);
                Replica parts = COMPILED.create(network, ADAM, 16)) {
            float[] one = stepped(whole, network, batch);
            float[] other = stepped(parts, network, batch);
            assertThat(distance(other, one)).isLessThan(1e-5);
        }
    }

    private static float[] stepped(Replica replica, Network network, Batch batch) {
        float[] parameters = EngineNetworks.parameters(network, 1);
        replica.load(parameters, new float[2][parameters.length], 0);
        replica.step(batch, 1e-3, 7);
        replica.readParameters(parameters);
        return parameters;
    }

    @Test
    void dropsTheFractionAndKeepsTheMean() {
        Network network = sequence(
                Shape.flat(50),
                node("dropout", new Layer.Dropout(0.3)),
                output(2, Activation.IDENTITY, Loss.MEAN_SQUARED_ERROR));
        float[] parameters = new float[network.layout().length()];
        Arrays.fill(parameters, 1);
        Batch batch = new Batch(2000, 50);
        batch.setRows(2000);
        Arrays.fill(batch.features(), 1);
        ExampleScores scores = new ExampleScores(2000, 2);
        try (Replica replica = COMPILED.create(network, ADAM, 2000)) {
            replica.load(parameters, new float[2][parameters.length], 0);
            replica.step(batch, 0, 3, scores);
        }
        double mean = 0;
        double square = 0;
        for (int row = 0; row < 2000; row++) {
            double sum = scores.outputs()[2 * row] - 1;
            mean += sum / 2000;
            square += sum * sum / 2000;
        }
        // A sum of 50 values that are 1 / 0.7 with probability 0.7: mean 50, variance 50 x 0.3 / 0.7.
        assertThat(mean).isCloseTo(50, within(0.5));
        assertThat(square - mean * mean).isCloseTo(50 * 0.3 / 0.7, within(3.0));
    }

    @Test
    void weightsOfRowsAreFactorsOfTheirLosses() {
        Network network = EngineNetworks.mlp(Activation.TANH);
        Batch masked = EngineNetworks.batch(network, ROWS, 1);
        float[] weights = new float[ROWS];
        Arrays.fill(weights, 0, ROWS / 2, 2);
        masked.setWeights(weights);
        Batch half = EngineNetworks.batch(network, ROWS, 1);
        half.setRows(ROWS / 2);
        try (Replica replica = COMPILED.create(network, ADAM, ROWS)) {
            replica.load(
                    EngineNetworks.parameters(network, 1),
                    new float[2][network.layout().length()],
                    0);
            float[] one = new float[network.layout().length()];
            float[] other = new float[network.layout().length()];
            replica.gradient(masked, one);
            replica.gradient(half, other);
            assertThat(distance(one, other)).isLessThan(1e-6);
        }
    }

    @Test
    void oneHotTargetsAreClasses() {
        Network network = EngineNetworks.mlp(Activation.TANH);
        Batch classes = EngineNetworks.batch(network, ROWS, 1);
        Batch targets = EngineNetworks.batch(network, ROWS, 1);
        float[] oneHot = new float[ROWS * network.outputs()];
        for (int row = 0; row < ROWS; row++) {
            oneHot[row * network.outputs() + targets.labels()[row]] = 1;
            targets.labels()[row] = -1;
        }
        targets.setTargets(oneHot);
        try (Replica replica = COMPILED.create(network, ADAM, ROWS)) {
            replica.load(
                    EngineNetworks.parameters(network, 1),
                    new float[2][network.layout().length()],
                    0);
            float[] one = new float[network.layout().length()];
            float[] other = new float[network.layout().length()];
            replica.gradient(classes, one);
            replica.gradient(targets, other);
            assertThat(other).isEqualTo(one);
        }
    }

    @Test
    void holdsMaskedPositionsAtZero() {
        Network network = EngineNetworks.mlp(Activation.SIGMOID);
        int[] positions = {0, 5, 700, network.layout().length() - 1};
        try (Replica replica = COMPILED.create(network, ADAM, ROWS)) {
            replica.mask(positions);
            State state = train(replica, network, ADAM, 10);
            for (int position : positions) {
                assertThat(state.parameters[position]).isZero();
                assertThat(state.moments[0][position]).isZero();
                assertThat(state.moments[1][position]).isZero();
            }
        }
    }

    @Test
    void decayedMomentsEndAtZeroAndNotAmongTheDenormals() {
        Network network = EngineNetworks.mlp(Activation.RELU);
        float[] parameters = new float[network.layout().length()];
        float[][] moments = new float[2][parameters.length];
        Arrays.fill(moments[0], 2e-38f);
        Arrays.fill(moments[1], 1.2e-38f);
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        try (Replica replica = COMPILED.create(network, ADAM, ROWS)) {
            replica.load(parameters, moments, 1000);
            for (int step = 0; step < 60; step++) {
                replica.step(batch, 1e-3, step);
            }
            replica.readMoments(moments);
        }
        // Weights of zero have no gradient but at the output's biases.
        assertThat(moments[0][0]).isZero();
        for (float[] moment : moments) {
            for (float value : moment) {
                assertThat(value == 0 || Math.abs(value) >= Float.MIN_NORMAL).isTrue();
            }
        }
    }

    @Test
    void closedReplicaRefusesEveryCall() {
        Network network = EngineNetworks.mlp(Activation.RELU);
        int length = network.layout().length();
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        Replica replica = COMPILED.create(network, ADAM, ROWS);
        replica.close();
        replica.close();
        Stream<Runnable> calls = Stream.of(
                () -> replica.load(new float[length], new float[2][length], 0),
                () -> replica.mask(new int[0]),
                () -> replica.originalUnits(KeptUnits.all(network)),
                () -> replica.step(batch, 0.1, 0),
                () -> replica.step(batch, 0.1, 0, new ExampleScores(ROWS, 7)),
                () -> replica.readParameters(new float[length]),
                () -> replica.readMoments(new float[2][length]),
                () -> replica.gradient(batch, new float[length]),
                () -> replica.outputs(batch, new float[ROWS * 7]));
        calls.forEach(
                call -> assertThatIllegalStateException().isThrownBy(call::run).withMessage("The replica is closed"));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Network network = EngineNetworks.mlp(Activation.RELU);
        int length = network.layout().length();
        try (Replica replica = COMPILED.create(network, ADAM, ROWS)) {
            refused(() -> replica.load(new float[length - 1], new float[2][length], 0), "values, the vector");
            refused(() -> replica.load(new float[length], new float[1][length], 0), "has 2 moments: 1");
            refused(() -> replica.load(new float[length], new float[2][3], 0), "a moment 3");
            refused(() -> replica.mask(new int[] {3, 3}), "must ascend in [0, " + length + "): 3");
            refused(() -> replica.mask(new int[] {length}), "must ascend");
            refused(
                    () -> replica.originalUnits(new KeptUnits(Map.of("dense1", List.of(3)))),
                    "Original units must be those of the groups {dense1=29, dense2=19}: {dense1=1}");
            refused(() -> replica.step(new Batch(ROWS, 37), 0.1, 0), "at least 1 row: 0");
            refused(
                    () -> replica.step(EngineNetworks.batch(withDropout(0), 4, 1), 0.1, 0, new ExampleScores(3, 7)),
                    "28");
            refused(() -> replica.outputs(EngineNetworks.batch(network, 4, 1), new float[27]), "28 values: 27");
            refused(() -> replica.readParameters(new float[length + 1]), "values, the vector");
            Batch labelled = EngineNetworks.batch(network, 4, 1);
            labelled.labels()[2] = 7;
            refused(() -> replica.step(labelled, 0.1, 0), "in [0, 7): 7");
            Batch wide = new Batch(4, 38);
            wide.setRows(4);
            refused(() -> replica.outputs(wide, new float[28]), "37 features, the batch has 38");
        }
        refused(() -> COMPILED.create(network, ADAM, 0), "at least 1: 0");
    }

    private static void refused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
    }

    @Test
    void leavesANetworkThatCannotBeCompiledToTheOtherEngine() {
        Network network = new Network(
                new Shape(1, 6, 1),
                List.of(
                        node("embedding", new Layer.Embedding(9, 4), Network.INPUT),
                        node("pool", new Layer.GlobalPooling(Layer.Pooling.Kind.AVERAGE), "embedding"),
                        output(3, Activation.SOFTMAX, Loss.CROSS_ENTROPY, "pool")),
                Network.Form.SEQUENCE);
        assertThat(CompiledReplicaFactory.refusal(network)).contains("layer embedding: Embedding is not compiled");
        assertThat(CompiledReplicaFactory.refusal(EngineNetworks.mlp(Activation.RELU)))
                .isEmpty();
        try (Replica replica = COMPILED.create(network, ADAM, 4)) {
            assertThat(replica).isNotInstanceOf(CompiledReplica.class);
        }
    }

    @Test
    void probeIsTheSameInEveryThread() {
        String hash = COMPILED.kernelProbe();
        assertThat(hash).matches("[0-9a-f]{16}");
        assertThat(CompletableFuture.supplyAsync(
                                () -> new CompiledReplicaFactory(new Dl4jReplicaFactory()).kernelProbe())
                        .join())
                .isEqualTo(hash);
    }

    @Test
    void probeOfOneEngineIsNotThatOfTwo() {
        ReplicaFactory alone = CompiledReplicaFactory.alone();
        assertThat(alone.kernelProbe()).matches("[0-9a-f]{16}").isNotEqualTo(COMPILED.kernelProbe());
        try (Replica replica = alone.create(EngineNetworks.mlp(Activation.RELU), ADAM, 4)) {
            assertThat(replica).isInstanceOf(CompiledReplica.class);
        }
    }

    private static double distance(float[] actual, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
