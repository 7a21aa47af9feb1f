package io.espalier.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.Replica;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jGradientIT {
    private static final int ROWS = 12;
    private static final UpdaterPlan ADAM = TestNetworks.updater(UpdaterKind.ADAM);

    static Stream<Network> networks() {
        return Stream.concat(
                Stream.of(
                        TestNetworks.mlp(Activation.TANH),
                        TestNetworks.lenet(),
                        TestNetworks.residual(),
                        TestNetworks.resnet(),
                        TestNetworks.rectangular(),
                        TestNetworks.series(Network.Form.SEQUENCE)),
                TestNetworks.endings());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientIsTheSlopeOfTheLossInDouble(Network network) {
        Batch batch = TestNetworks.batch(network, ROWS, 1);
        float[] parameters = TestNetworks.parameters(network, 1);
        int[] positions = positions(network);
        float[] gradient = new float[parameters.length];
        try (Replica replica = Dl4jReplicaIT.replica(network, ADAM)) {
            replica.load(parameters, TestNetworks.zeroMoments(network, 2), 0);
            replica.gradient(batch, gradient);
        }

        DoubleModel model = DoubleModel.of(network, parameters, batch);
        double difference = 0;
        double norm = 0;
        for (int position : positions) {
            double slope = model.slope(position);
            difference += Math.pow(gradient[position] - slope, 2);
            norm += slope * slope;
        }
        assertThat(Math.sqrt(difference / norm)).isLessThan(1e-4);
    }

    /** Some trained positions of every tensor. */
    private static int[] positions(Network network) {
        SplitMix64 random = new SplitMix64(9);
        return network.layout().tensors().stream()
                .filter(tensor -> tensor.role().trainable())
                .flatMapToInt(
                        tensor -> IntStream.range(0, 6).map(i -> tensor.offset() + random.nextInt(tensor.length())))
                .distinct()
                .toArray();
    }

    @Test
    void adamFollowsAPlainReferenceInDouble() {
        Network network = TestNetworks.mlp(Activation.TANH);
        float[] parameters = TestNetworks.parameters(network, 1);
        ReferenceMlp reference = new ReferenceMlp(network, parameters);
        try (Replica replica = Dl4jReplicaIT.replica(network, ADAM)) {
            replica.load(parameters, TestNetworks.zeroMoments(network, 2), 0);
            for (int step = 0; step < 20; step++) {
                Batch batch = TestNetworks.batch(network, ROWS, step);
                double learningRate = 0.01 / (1 + step);

                assertThat(replica.step(batch, learningRate, step))
                        .isCloseTo(reference.step(batch, learningRate), within(1e-5));
            }
            Dl4jReplicaIT.State state = Dl4jReplicaIT.State.of(replica, network, ADAM);
            assertThat(distance(state.parameters(), reference.weights)).isLessThan(1e-5);
            assertThat(distance(state.moments()[0], reference.first)).isLessThan(1e-5);
            // DL4J computes 1 - beta2 in float: 1 - 0.999f is 1.3e-5 below 0.001, and so is the second moment.
            assertThat(distance(state.moments()[1], reference.second)).isLessThan(2e-5);
        }
    }

    private static double distance(float[] actual, double[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / norm);
    }

    /** DL4J's network in double, asked for nothing but its loss. */
    private record DoubleModel(INDArray parameters, DoubleSupplier loss) {
        static DoubleModel of(Network network, float[] values, Batch batch) {
            INDArray features = Nd4j.createFromArray(batch.features())
                    .castTo(DataType.DOUBLE)
                    .reshape(shape(network, batch));
            INDArray labels = Nd4j.zeros(DataType.DOUBLE, batch.rows(), network.outputs());
            for (int row = 0; row < batch.rows(); row++) {
                labels.putScalar(row, batch.labels()[row], 1);
            }
            DataSet data = new DataSet(features, labels);
            INDArray start =
                    Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape(1, values.length);
            if (network.form() == Network.Form.SEQUENCE) {
                MultiLayerConfiguration configuration = Dl4jConfigurations.sequence(network, ADAM);
                configuration.setDataType(DataType.DOUBLE);
                MultiLayerNetwork model = new MultiLayerNetwork(configuration);
                model.init(start, true);
                return new DoubleModel(model.params(), () -> model.score(data, true));
            }
            ComputationGraphConfiguration configuration = Dl4jConfigurations.graph(network, ADAM);
            configuration.setDataType(DataType.DOUBLE);
            ComputationGraph model = new ComputationGraph(configuration);
            model.init(start, true);
            return new DoubleModel(model.params(), () -> model.score(data, true));
        }

        private static long[] shape(Network network, Batch batch) {
            boolean sequence = new SignalKinds(network).of(Network.INPUT) == SignalKinds.Kind.SEQUENCE;
            return sequence
                    ? new long[] {
                        batch.rows(),
                        network.input().channels(),
                        network.input().height()
                    }
                    : new long[] {batch.rows(), batch.featureCount()};
        }

        double slope(int position) {
            double step = 1e-6;
            double value = parameters.getDouble(position);
            parameters.putScalar(position, value + step);
            double above = loss.getAsDouble();
            parameters.putScalar(position, value - step);
            double below = loss.getAsDouble();
            parameters.putScalar(position, value);
            return (above - below) / (2 * step);
        }
    }

    /** A tanh MLP with softmax output and Adam, written out: W is [in x out], first axis fastest. */
    private static final class ReferenceMlp {
        final double[] weights;
        final double[] first;
        final double[] second;
        private final List<Tensor> tensors;
        private int updates;

        ReferenceMlp(Network network, float[] parameters) {
            tensors = network.layout().tensors();
            weights = IntStream.range(0, parameters.length)
                    .mapToDouble(i -> parameters[i])
                    .toArray();
            first = new double[weights.length];
            second = new double[weights.length];
        }

        double step(Batch batch, double learningRate) {
            double[] gradient = new double[weights.length];
            double loss = 0;
            for (int row = 0; row < batch.rows(); row++) {
                loss += addGradient(batch, row, gradient) / batch.rows();
            }
            updates++;
            double correction = Math.sqrt(1 - Math.pow(0.999, updates)) / (1 - Math.pow(0.9, updates));
            for (int i = 0; i < weights.length; i++) {
                double mean = gradient[i] / batch.rows();
                first[i] = 0.9 * first[i] + 0.1 * mean;
                second[i] = 0.999 * second[i] + 0.001 * mean * mean;
                weights[i] -= learningRate * correction * first[i] / (Math.sqrt(second[i]) + 1e-8);
            }
            return loss;
        }

        private double addGradient(Batch batch, int row, double[] gradient) {
            int layers = tensors.size() / 2;
            double[][] values = new double[layers + 1][];
            int features = batch.featureCount();
            values[0] = IntStream.range(row * features, (row + 1) * features)
                    .mapToDouble(i -> batch.features()[i])
                    .toArray();
            for (int layer = 0; layer < layers; layer++) {
                values[layer + 1] = forward(layer, values[layer], layer == layers - 1);
            }
            double[] delta = values[layers].clone();
            int label = batch.labels()[row];
            delta[label] -= 1;
            for (int layer = layers - 1; layer >= 0; layer--) {
                delta = backward(layer, values[layer], delta, gradient);
            }
            return -Math.log(values[layers][label]);
        }

        private double[] forward(int layer, double[] in, boolean last) {
            int units = tensors.get(2 * layer + 1).length();
            double[] out = new double[units];
            for (int unit = 0; unit < units; unit++) {
                out[unit] = weights[tensors.get(2 * layer + 1).offset() + unit];
                for (int i = 0; i < in.length; i++) {
                    out[unit] += in[i] * weights[tensors.get(2 * layer).offset() + unit * in.length + i];
                }
            }
            if (last) {
                double sum = Arrays.stream(out).map(Math::exp).sum();
                return Arrays.stream(out).map(value -> Math.exp(value) / sum).toArray();
            }
            return Arrays.stream(out).map(Math::tanh).toArray();
        }

        /** Adds the layer's gradient; returns the slope at the values that it reads, before their tanh. */
        private double[] backward(int layer, double[] in, double[] delta, double[] gradient) {
            double[] below = new double[in.length];
            for (int unit = 0; unit < delta.length; unit++) {
                gradient[tensors.get(2 * layer + 1).offset() + unit] += delta[unit];
                for (int i = 0; i < in.length; i++) {
                    int weight = tensors.get(2 * layer).offset() + unit * in.length + i;
                    gradient[weight] += delta[unit] * in[i];
                    below[i] += delta[unit] * weights[weight] * (1 - in[i] * in[i]);
                }
            }
            return below;
        }
    }
}
