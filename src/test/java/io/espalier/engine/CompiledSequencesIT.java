package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Network;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.testing.DoubleForward;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Replica;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions and poolings over sequences compute what their definitions say, dilated ones, at which DL4J fails, among them. */
class CompiledSequencesIT {
    private static final UpdaterPlan SGD = UpdaterPlan.constant(UpdaterKind.SGD, 0.01);
    private static final int ROWS = 5;
    /** Of a parameter, to both sides: in double the slope is then right to about 1e-9. */
    private static final double STEP = 1e-5;

    static Stream<Arguments> networks() {
        return Stream.of(SequenceNetworks.byLayer(), SequenceNetworks.beyondDl4j())
                .map(Map::entrySet)
                .flatMap(entries -> entries.stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void outputsAndGradientsAreThoseOfTheDefinitions(String name, Network network) {
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        float[] parameters = ImageNetworks.parameters(network, 3);
        float[] outputs = new float[ROWS * network.outputs()];
        float[] gradient = new float[parameters.length];
        Reference reference = new Reference(network, parameters, batch);
        double loss;
        try (Replica replica = new CompiledReplicaFactory(new Dl4jReplicaFactory()).create(network, SGD, ROWS)) {
            assertThat(replica).isInstanceOf(CompiledReplica.class);
            replica.load(parameters, new float[0][], 0);
            replica.outputs(batch, outputs);
            replica.gradient(batch, gradient);
            loss = replica.step(batch, 0, 0);
        }

        assertThat(loss).isCloseTo(reference.loss(), within(1e-5 * loss));
        assertThat(distance(outputs, reference.outputs(), 0)).isLessThan(1e-5);
        for (Tensor tensor : network.layout().tensors()) {
            double[] slopes = IntStream.range(tensor.offset(), tensor.end())
                    .mapToDouble(reference::slope)
                    .toArray();
            assertThat(distance(gradient, slopes, tensor.offset()))
                    .as(tensor.layer() + "/" + tensor.name())
                    .isLessThan(1e-5);
        }
    }

    /** The network in double, asked for nothing but its outputs. */
    private static final class Reference {
        private final Network network;
        private final double[] parameters;
        private final Batch batch;

        Reference(Network network, float[] parameters, Batch batch) {
            this.network = network;
            this.parameters = IntStream.range(0, parameters.length)
                    .mapToDouble(i -> parameters[i])
                    .toArray();
            this.batch = batch;
        }

        double[] outputs() {
            return IntStream.range(0, batch.rows())
                    .boxed()
                    .flatMapToDouble(row -> java.util.Arrays.stream(outputs(row)))
                    .toArray();
        }

        private double[] outputs(int row) {
            int channels = network.input().channels();
            int positions = network.input().positions();
            double[][] input = new double[channels][positions];
            for (int i = 0; i < channels * positions; i++) {
                input[i / positions][i % positions] = batch.features()[row * channels * positions + i];
            }
            return DoubleForward.outputs(network, parameters, input);
        }

        double loss() {
            return IntStream.range(0, batch.rows())
                    .mapToDouble(row -> -Math.log(outputs(row)[batch.labels()[row]]))
                    .average()
                    .orElseThrow();
        }

        double slope(int position) {
            double value = parameters[position];
            parameters[position] = value + STEP;
            double above = loss();
            parameters[position] = value - STEP;
            double below = loss();
            parameters[position] = value;
            return (above - below) / (2 * STEP);
        }
    }

    /** Norm of the difference in parts of the norm of what is expected. */
    private static double distance(float[] actual, double[] expected, int start) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[start + i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    }
}
