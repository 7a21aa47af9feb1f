package io.espalier.engine;

import static io.espalier.engine.EngineNetworks.ADAM;
import static io.espalier.engine.EngineNetworks.graph;
import static io.espalier.engine.EngineNetworks.node;
import static io.espalier.engine.EngineNetworks.output;
import static io.espalier.engine.EngineNetworks.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import io.espalier.network.Network;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients, outputs and losses of the compiled engine are DL4J's. */
class CompiledGradientIT {
    private static final int ROWS = 23;

    static Stream<Network> networks() {
        Stream<Network> activations = Arrays.stream(Activation.values()).map(EngineNetworks::mlp);
        return Stream.of(activations, Stream.of(branches(), twice(), images()), endings())
                .flatMap(networks -> networks);
    }

    /** Every loss at the end that it is used with, with and without biases. */
    private static Stream<Network> endings() {
        return Arrays.stream(Loss.values()).flatMap(loss -> Stream.of(true, false)
                .map(bias -> sequence(
                        Shape.flat(11),
                        node("dense", new Layer.Dense(9, Activation.TANH, bias)),
                        node("output", new Layer.Output(4, ending(loss), loss, bias)))));
    }

    private static Activation ending(Loss loss) {
        return switch (loss) {
            case CROSS_ENTROPY -> Activation.SOFTMAX;
            case BINARY_CROSS_ENTROPY -> Activation.SIGMOID;
            case MEAN_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, SQUARED_ERROR, ABSOLUTE_ERROR -> Activation.IDENTITY;
        };
    }

    /** Every way in which signals meet: one read by several, sums, merges, activations of their own. */
    private static Network branches() {
        return graph(
                Shape.flat(21),
                node("stem", new Layer.Dense(18, Activation.TANH, false), Network.INPUT),
                node("left", new Layer.Dense(18, Activation.RELU, true), "stem"),
                node("right", new Layer.Activate(Activation.SWISH), "stem"),
                node("sum", new Layer.Add(Activation.RELU), "left", "right", "stem"),
                node("both", new Layer.Merge(), "sum", "stem"),
                node("gelu", new Layer.Activate(Activation.GELU), "both"),
                output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY, "gelu"));
    }

    /** Signals that one node reads twice. */
    private static Network twice() {
        return graph(
                Shape.flat(21),
                node("stem", new Layer.Dense(18, Activation.TANH, true), Network.INPUT),
                node("double", new Layer.Add(Activation.IDENTITY), "stem", "stem"),
                node("beside", new Layer.Merge(), "double", "stem", "double"),
                node("dense", new Layer.Dense(9, Activation.ELU, true), "beside"),
                output(5, Activation.SOFTMAX, Loss.CROSS_ENTROPY, "dense"));
    }

    private static Network images() {
        return sequence(
                new Shape(3, 4, 5),
                node("scaled", new Layer.Activate(Activation.LEAKY_RELU)),
                node("dense", new Layer.Dense(9, Activation.ELU, true)),
                output(4, Activation.SOFTMAX, Loss.CROSS_ENTROPY));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void equalDl4js(Network network) {
        Batch batch = EngineNetworks.batch(network, ROWS, 1);
        Computed ours = Computed.by(new CompiledReplicaFactory(new Dl4jReplicaFactory()), network, batch);
        Computed theirs = Computed.by(new Dl4jReplicaFactory(), network, batch);

        assertThat(distance(ours.outputs, theirs.outputs, 0, ours.outputs.length))
                .isLessThan(1e-5);
        for (Tensor tensor : network.layout().tensors()) {
            assertThat(distance(ours.gradient, theirs.gradient, tensor.offset(), tensor.end()))
                    .as(tensor.layer() + "/" + tensor.name())
                    .isLessThan(1e-5);
        }
        assertThat(ours.loss).isCloseTo(theirs.loss, within(1e-5 * theirs.loss));
    }

    /** What a replica computes of one batch. */
    private record Computed(float[] gradient, float[] outputs, double loss) {
        static Computed by(ReplicaFactory factory, Network network, Batch batch) {
            float[] parameters = EngineNetworks.parameters(network, 3);
            float[] gradient = new float[parameters.length];
            float[] outputs = new float[batch.rows() * network.outputs()];
            try (Replica replica = factory.create(network, ADAM, batch.rows())) {
                replica.load(parameters, new float[2][parameters.length], 0);
                replica.gradient(batch, gradient);
                replica.outputs(batch, outputs);
                return new Computed(gradient, outputs, replica.step(batch, 0.01, 0));
            }
        }
    }

    private static double distance(float[] actual, float[] expected, int start, int end) {
        double difference = 0;
        double norm = 0;
        for (int i = start; i < end; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    }
}
