package io.espalier.testing;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Tensor;
import io.espalier.run.UpdaterPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.ExampleScores;
import io.espalier.trainer.Replica;
import io.espalier.trainer.ReplicaFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A slow and clear replica of a multilayer perceptron: dense layers and a softmax output, by the formulas.
 *
 * <p>Plain Java, StrictMath, one sum after the other: the same bits on every machine. Weights, moments and sums are doubles between
 * {@link #load} and {@link #readParameters}. Knows no dropout: {@code draw} is not looked at.
 */
public final class ReferenceReplica implements Replica {
    /** What DL4J divides by in place of a norm of 0. */
    private static final double NO_NORM = 1e-5;
    /** DL4J's floor under a probability in the logarithm of the loss. */
    private static final double LEAST_PROBABILITY = 1e-10;

    private final UpdaterPlan updater;
    private final int microBatch;
    private final int length;
    private final List<Product> products;
    private double[] parameters;
    private double[][] moments;
    private long updates;
    private int[] zeros = {};
    private boolean closed;

    /** One layer: activation(x W + b). */
    private record Product(
            Tensor weights, int inputStride, int outputStride, Optional<Tensor> bias, Activation activation) {
        int weight(int input, int output) {
            return weights.offset() + input * inputStride + output * outputStride;
        }
    }

    /** A replica with zero weights. */
    public ReferenceReplica(Network network, UpdaterPlan updater, int microBatch) {
        this.updater = updater;
        this.microBatch = microBatch;
        this.length = network.layout().length();
        this.products = products(network);
        this.parameters = new double[length];
        this.moments = new double[ReplicaFactory.moments(updater)][length];
    }

    /** Makes reference replicas. */
    public static ReplicaFactory factory() {
        return ReferenceReplica::new;
    }

    private static List<Product> products(Network network) {
        List<Product> products = new ArrayList<>();
        for (Node node : network.nodes()) {
            Tensor weights = tensor(network, node.name(), "W").orElseThrow();
            products.add(new Product(
                    weights,
                    weights.strides()[0],
                    weights.strides()[1],
                    tensor(network, node.name(), "b"),
                    activation(node.layer())));
        }
        return products;
    }

    private static Activation activation(Layer layer) {
        if (layer instanceof Layer.Dense dense) {
            return dense.activation();
        }
        if (layer instanceof Layer.Output output
                && output.activation() == Activation.SOFTMAX
                && output.loss() == Layer.Loss.CROSS_ENTROPY) {
            return output.activation();
        }
        throw new IllegalArgumentException("The reference knows dense layers and softmax outputs only: " + layer);
    }

    private static Optional<Tensor> tensor(Network network, String layer, String name) {
        return network.layout().tensors().stream()
                .filter(tensor -> tensor.layer().equals(layer) && tensor.name().equals(name))
                .findFirst();
    }

    @Override
    public void load(float[] newParameters, float[][] newMoments, long newUpdates) {
        requireOpen();
        parameters = doubles(newParameters);
        if (newMoments.length > 0) {
            moments = Arrays.stream(newMoments).map(ReferenceReplica::doubles).toArray(double[][]::new);
        }
        updates = newUpdates;
        holdZeros();
    }

    @Override
    public void mask(int[] zeroPositions) {
        requireOpen();
        zeros = zeroPositions.clone();
        holdZeros();
    }

    private void holdZeros() {
        for (int position : zeros) {
            parameters[position] = 0;
            for (double[] moment : moments) {
                moment[position] = 0;
            }
        }
    }

    @Override
    public double step(Batch batch, double learningRate, long draw) {
        requireOpen();
        double[] gradient = new double[length];
        double loss = backpropagate(batch, gradient);
        normalize(gradient);
        boolean[] weight = new boolean[length];
        for (Product product : products) {
            for (int i = product.weights().offset(); i < product.weights().end(); i++) {
                weight[i] = true;
                gradient[i] += updater.l1() * Math.signum(parameters[i]) + updater.l2() * parameters[i];
            }
        }
        updates++;
        for (int i = 0; i < length; i++) {
            double decay = weight[i] ? learningRate * updater.weightDecay() * parameters[i] : 0;
            parameters[i] += change(i, gradient[i], learningRate) - decay;
        }
        holdZeros();
        return loss;
    }

    /** What one update adds to a parameter; moves its moments. DL4J's formulas. */
    private double change(int i, double gradient, double rate) {
        double momentum = updater.momentum();
        return switch (updater.kind()) {
            case SGD -> -rate * gradient;
            case NESTEROVS -> {
                double before = moments[0][i];
                moments[0][i] = momentum * before - rate * gradient;
                yield (1 + momentum) * moments[0][i] - momentum * before;
            }
            case ADAM, ADAMW -> {
                double beta2 = updater.beta2();
                moments[0][i] = momentum * moments[0][i] + (1 - momentum) * gradient;
                moments[1][i] = beta2 * moments[1][i] + (1 - beta2) * gradient * gradient;
                double corrected = rate
                        * StrictMath.sqrt(1 - StrictMath.pow(beta2, updates))
                        / (1 - StrictMath.pow(momentum, updates));
                yield -corrected * moments[0][i] / (StrictMath.sqrt(moments[1][i]) + updater.epsilon());
            }
            case RMSPROP -> {
                moments[0][i] = updater.rho() * moments[0][i] + (1 - updater.rho()) * gradient * gradient;
                yield -rate * gradient / (StrictMath.sqrt(moments[0][i]) + updater.epsilon());
            }
            case ADAGRAD -> {
                moments[0][i] += gradient * gradient;
                yield -rate * gradient / (StrictMath.sqrt(moments[0][i]) + updater.epsilon());
            }
        };
    }

    private void normalize(double[] gradient) {
        for (Product product : products) {
            List<Tensor> tensors = new ArrayList<>(List.of(product.weights()));
            product.bias().ifPresent(tensors::add);
            switch (updater.gradientNormalization()) {
                case NONE -> {}
                case RENORMALIZE_L2_PER_LAYER, CLIP_L2_PER_LAYER -> scale(gradient, tensors);
                case RENORMALIZE_L2_PER_PARAM_TYPE, CLIP_L2_PER_PARAM_TYPE -> tensors.forEach(
                        tensor -> scale(gradient, List.of(tensor)));
                case CLIP_ELEMENT_WISE_ABSOLUTE_VALUE -> tensors.forEach(tensor -> cut(gradient, tensor));
            }
        }
    }

    /** Divides the values of tensors by their joint norm; where the rule clips, by that in units of the threshold and never to more. */
    private void scale(double[] gradient, List<Tensor> tensors) {
        double squares = 0;
        for (Tensor tensor : tensors) {
            for (int i = tensor.offset(); i < tensor.end(); i++) {
                squares += gradient[i] * gradient[i];
            }
        }
        double norm = squares == 0 ? NO_NORM : StrictMath.sqrt(squares);
        double divisor =
                updater.gradientNormalization().clips() ? Math.max(1, norm / updater.gradientThreshold()) : norm;
        for (Tensor tensor : tensors) {
            for (int i = tensor.offset(); i < tensor.end(); i++) {
                gradient[i] /= divisor;
            }
        }
    }

    private void cut(double[] gradient, Tensor tensor) {
        double most = updater.gradientThreshold();
        for (int i = tensor.offset(); i < tensor.end(); i++) {
            gradient[i] = Math.max(-most, Math.min(most, gradient[i]));
        }
    }

    /** Adds the gradient of the mean loss, micro-batch by micro-batch; returns the mean loss. */
    private double backpropagate(Batch batch, double[] gradient) {
        double loss = 0;
        for (int first = 0; first < batch.rows(); first += microBatch) {
            double[] part = new double[length];
            double partLoss = 0;
            for (int row = first; row < Math.min(batch.rows(), first + microBatch); row++) {
                double[] gradientOfRow = new double[length];
                double weight = batch.weight(row);
                partLoss += weight * backpropagate(values(batch, row), batch.labels()[row], gradientOfRow);
                for (int i = 0; i < length; i++) {
                    part[i] += weight * gradientOfRow[i];
                }
            }
            for (int i = 0; i < length; i++) {
                gradient[i] += part[i] / batch.rows();
            }
            loss += partLoss / batch.rows();
        }
        return loss;
    }

    /** Adds one example's gradient; returns its loss. */
    private double backpropagate(double[] input, int label, double[] gradient) {
        List<double[]> values = forward(input);
        double[] probabilities = values.get(products.size());
        double[] error = probabilities.clone();
        error[label] -= 1;
        for (int l = products.size() - 1; l >= 0; l--) {
            Product product = products.get(l);
            double[] below = values.get(l);
            double[] errorBelow = new double[below.length];
            for (int out = 0; out < error.length; out++) {
                for (int in = 0; in < below.length; in++) {
                    gradient[product.weight(in, out)] += below[in] * error[out];
                    errorBelow[in] += parameters[product.weight(in, out)] * error[out];
                }
                if (product.bias().isPresent()) {
                    gradient[product.bias().get().offset() + out] += error[out];
                }
            }
            if (l > 0) {
                Activation activation = products.get(l - 1).activation();
                for (int in = 0; in < errorBelow.length; in++) {
                    errorBelow[in] *= slope(activation, below[in]);
                }
            }
            error = errorBelow;
        }
        return -StrictMath.log(Math.max(LEAST_PROBABILITY, probabilities[label]));
    }

    /** The input and what every layer gives. */
    private List<double[]> forward(double[] input) {
        List<double[]> values = new ArrayList<>(List.of(input));
        for (Product product : products) {
            double[] below = values.get(values.size() - 1);
            double[] out = new double[product.weights().shape().get(1)];
            for (int o = 0; o < out.length; o++) {
                out[o] = product.bias().isPresent()
                        ? parameters[product.bias().get().offset() + o]
                        : 0;
                for (int in = 0; in < below.length; in++) {
                    out[o] += below[in] * parameters[product.weight(in, o)];
                }
            }
            values.add(activate(product.activation(), out));
        }
        return values;
    }

    private static double[] activate(Activation activation, double[] x) {
        if (activation == Activation.SOFTMAX) {
            double max = Arrays.stream(x).max().orElseThrow();
            double[] exp =
                    Arrays.stream(x).map(value -> StrictMath.exp(value - max)).toArray();
            double sum = Arrays.stream(exp).sum();
            return Arrays.stream(exp).map(value -> value / sum).toArray();
        }
        return Arrays.stream(x)
                .map(value -> switch (activation) {
                    case IDENTITY -> value;
                    case RELU -> Math.max(0, value);
                    case TANH -> StrictMath.tanh(value);
                    case SIGMOID -> 1 / (1 + StrictMath.exp(-value));
                    default -> throw new IllegalArgumentException("The reference does not know " + activation);
                })
                .toArray();
    }

    /** Derivative of an activation where its value is {@code y}. */
    private static double slope(Activation activation, double y) {
        return switch (activation) {
            case IDENTITY -> 1;
            case RELU -> y > 0 ? 1 : 0;
            case TANH -> 1 - y * y;
            case SIGMOID -> y * (1 - y);
            default -> throw new IllegalArgumentException("The reference does not know " + activation);
        };
    }

    private static double[] values(Batch batch, int row) {
        int count = batch.featureCount();
        return IntStream.range(0, count)
                .mapToDouble(i -> batch.features()[row * count + i])
                .toArray();
    }

    @Override
    public void readParameters(float[] into) {
        requireOpen();
        copy(parameters, into);
    }

    @Override
    public void readMoments(float[][] into) {
        requireOpen();
        for (int m = 0; m < into.length; m++) {
            copy(moments[m], into[m]);
        }
    }

    @Override
    public void gradient(Batch batch, float[] into) {
        requireOpen();
        double[] gradient = new double[length];
        backpropagate(batch, gradient);
        copy(gradient, into);
    }

    @Override
    public void outputs(Batch batch, float[] into) {
        requireOpen();
        for (int row = 0; row < batch.rows(); row++) {
            double[] probabilities = forward(values(batch, row)).get(products.size());
            for (int c = 0; c < probabilities.length; c++) {
                into[row * probabilities.length + c] = (float) probabilities[c];
            }
        }
    }

    @Override
    public void scores(Batch batch, ExampleScores into) {
        outputs(batch, into.outputs());
        for (int row = 0; into.readsPenultimate() && row < batch.rows(); row++) {
            double[] features = forward(values(batch, row)).get(products.size() - 1);
            for (int i = 0; i < features.length; i++) {
                into.penultimate()[row * features.length + i] = (float) features[i];
            }
        }
        into.score(batch);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The replica is closed");
        }
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static void copy(double[] from, float[] into) {
        for (int i = 0; i < from.length; i++) {
            into[i] = (float) from[i];
        }
    }
}
