package io.espalier.engine;

import static io.espalier.engine.EngineNetworks.graph;
import static io.espalier.engine.EngineNetworks.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets, weights of rows and masks of outputs mean in the compiled engine what they mean in DL4J. */
class CompiledLabelsIT {
    private static final UpdaterPlan SGD = UpdaterPlan.constant(UpdaterKind.SGD, 0.1);
    private static final int ROWS = 7;
    private static final List<ReplicaFactory> ENGINES =
            List.of(new CompiledReplicaFactory(new Dl4jReplicaFactory()), new Dl4jReplicaFactory());

    /** What is said of the rows beside their classes. */
    private enum Labels {
        TARGETS(true, false, false),
        ROW_MASK(false, true, false),
        TARGETS_AND_ROW_MASK(true, true, false),
        OUTPUT_MASK(false, false, true),
        BOTH_MASKS(false, true, true),
        TARGETS_AND_BOTH_MASKS(true, true, true);

        private final boolean targets;
        private final boolean rowMask;
        private final boolean outputMask;

        Labels(boolean targets, boolean rowMask, boolean outputMask) {
            this.targets = targets;
            this.rowMask = rowMask;
            this.outputMask = outputMask;
        }

        void applyTo(Batch batch, Loss loss) {
            if (targets) {
                batch.setTargets(targets(loss));
            }
            if (rowMask) {
                batch.setWeights(new float[] {1, 0, 0, 1, 1, 1, 0});
            }
            if (outputMask) {
                batch.setOutputMask(mask());
            }
        }
    }

    /** All losses, in parts too whose last one is a single row. */
    static Stream<Arguments> endings() {
        return Arrays.stream(Loss.values()).flatMap(loss -> Arrays.stream(Labels.values())
                .filter(labels -> loss != Loss.CROSS_ENTROPY || !labels.outputMask)
                .flatMap(labels -> Stream.of(ROWS, 3).map(rows -> Arguments.of(loss, labels, rows))));
    }

    @ParameterizedTest(name = "{0} {1} by {2}")
    @MethodSource("endings")
    void lossesAndGradientsEqualDl4js(Loss loss, Labels labels, int microBatch) {
        Network network = network(loss);
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        labels.applyTo(batch, loss);
        List<Computed> computed = ENGINES.stream()
                .map(engine -> Computed.by(engine, network, batch, microBatch))
                .toList();
        Computed ours = computed.get(0);
        Computed theirs = computed.get(1);

        assertThat(ours.loss).isCloseTo(theirs.loss, within(1e-5 * theirs.loss));
        assertThat(distance(ours.gradient, theirs.gradient)).isLessThan(1e-5);
        assertThat(distance(ours.parameters, theirs.parameters)).isLessThan(1e-5);
    }

    /** A graph, as DL4J has two classes of networks. */
    private static Network network(Loss loss) {
        Activation ending = ending(loss);
        return graph(
                Shape.flat(11),
                node("dense", new Layer.Dense(9, Activation.TANH, true), Network.INPUT),
                node("output", new Layer.Output(4, ending, loss), "dense"));
    }

    private static Activation ending(Loss loss) {
        return switch (loss) {
            case CROSS_ENTROPY -> Activation.SOFTMAX;
            case BINARY_CROSS_ENTROPY -> Activation.SIGMOID;
            case MEAN_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, SQUARED_ERROR, ABSOLUTE_ERROR -> Activation.IDENTITY;
        };
    }

    /** Probabilities where the loss wants them, that of a row's classes with a sum of 1. */
    private static float[] targets(Loss loss) {
        SplitMix64 random = new SplitMix64(5);
        float[] targets = new float[ROWS * 4];
        for (int row = 0; row < ROWS; row++) {
            float sum = 0;
            for (int i = row * 4; i < row * 4 + 4; i++) {
                targets[i] = (float) random.nextDouble();
                sum += targets[i];
            }
            for (int i = row * 4; loss == Loss.CROSS_ENTROPY && i < row * 4 + 4; i++) {
                targets[i] /= sum;
            }
        }
        return targets;
    }

    /** One row without any output, one with all. */
    private static boolean[] mask() {
        boolean[] mask = new boolean[ROWS * 4];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i / 4 == 6 || (i / 4 != 2 && i % 3 != 0);
        }
        return mask;
    }

    @Test
    void whatDoesNotCountMayHaveAnyTarget() {
        Network network = network(Loss.MEAN_SQUARED_ERROR);
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        float[] targets = targets(Loss.MEAN_SQUARED_ERROR);
        batch.setTargets(targets);
        batch.setOutputMask(mask());
        for (ReplicaFactory engine : ENGINES) {
            Computed known = Computed.by(engine, network, batch, ROWS);
            float[] unknown = targets.clone();
            for (int i = 0; i < unknown.length; i++) {
                unknown[i] = mask()[i] ? targets[i] : Float.NaN;
            }
            batch.setTargets(unknown);

            assertThat(Computed.by(engine, network, batch, ROWS).parameters).isEqualTo(known.parameters);
        }
    }

    /** Mean over all outputs and rows: what is masked takes its share of the loss away, the others keep theirs. */
    @Test
    void maskedOutputsAddNothingToAMeanOverAll() {
        Network network = network(Loss.MEAN_SQUARED_ERROR);
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        float[] outputs = new float[ROWS * 4];
        for (ReplicaFactory engine : ENGINES) {
            try (Replica replica = engine.create(network, SGD, ROWS)) {
                replica.load(EngineNetworks.parameters(network, 3), new float[0][], 0);
                replica.outputs(batch, outputs);
                batch.setOutputMask(mask());
                double sum = 0;
                for (int i = 0; i < outputs.length; i++) {
                    sum += mask()[i] ? Math.pow(outputs[i] - batch.target(i / 4, i % 4), 2) : 0;
                }

                assertThat(replica.step(batch, 0.1, 0)).isCloseTo(sum / (ROWS * 4), within(1e-6));
            }
        }
    }

    @Test
    void bothEnginesRefuseLabelsThatDoNotFit() {
        Network classes = EngineNetworks.mlp(Activation.RELU);
        Batch masked = EngineNetworks.batch(classes, 2, 1);
        masked.setOutputMask(new boolean[2 * 7]);
        Batch narrow = EngineNetworks.batch(classes, 2, 1);
        narrow.setTargets(new float[2 * 3]);
        for (ReplicaFactory engine : ENGINES) {
            try (Replica replica = engine.create(classes, SGD, 2)) {
                refused(replica, masked, "Outputs of a softmax can't be masked one by one");
                refused(replica, narrow, "The network has 7 outputs, a row's targets are 3");
            }
        }
    }

    /** Losses and gradients are sums of the rows' ones, which DL4J computes where all others are masked. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void weightsAreFactorsOfTheRowsShares(Loss loss) {
        Network network = network(loss);
        float[] weights = {1, 0.5f, 0, 2, 1.25f, 3, 0.75f};
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        float[] gradient = new float[network.layout().length()];
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            float[] only = new float[ROWS];
            only[row] = 1;
            batch.setWeights(only);
            Computed share = Computed.by(ENGINES.get(1), network, batch, ROWS);
            sum += weights[row] * share.loss;
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += weights[row] * share.gradient[i];
            }
        }
        batch.setWeights(weights);
        for (ReplicaFactory engine : ENGINES) {
            for (int microBatch : new int[] {ROWS, 3}) {
                Computed weighted = Computed.by(engine, network, batch, microBatch);
                assertThat(weighted.loss).isCloseTo(sum, within(1e-5 * sum));
                assertThat(distance(weighted.gradient, gradient)).isLessThan(1e-5);
            }
        }
    }

    private static void refused(Replica replica, Batch batch, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replica.step(batch, 0.1, 0))
                .withMessageContaining(message);
        float[] gradient = new float[10_000];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replica.gradient(batch, gradient))
                .withMessageContaining(message);
    }

    /** What an engine makes of a batch: the gradient, and parameters and loss of a step. */
    private record Computed(float[] gradient, float[] parameters, double loss) {
        static Computed by(ReplicaFactory factory, Network network, Batch batch, int microBatch) {
            float[] parameters = EngineNetworks.parameters(network, 3);
            float[] gradient = new float[parameters.length];
            try (Replica replica = factory.create(network, SGD, microBatch)) {
                replica.load(parameters, new float[0][], 0);
                replica.gradient(batch, gradient);
                double loss = replica.step(batch, 0.1, 0);
                replica.readParameters(parameters);
                return new Computed(gradient, parameters, loss);
            }
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
