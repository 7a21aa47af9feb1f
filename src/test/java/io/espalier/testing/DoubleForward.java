package io.espalier.testing;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.network.Tensor;
import io.espalier.network.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A network's outputs by the definitions, slowly and in double: values are [channel][position], positions row by row.
 */
public final class DoubleForward {
    private final Network network;
    private final double[] parameters;
    private final Map<String, Tensor> tensors;
    private final Map<String, double[][]> values = new HashMap<>();

    private DoubleForward(Network network, double[] parameters) {
        this.network = network;
        this.parameters = parameters;
        this.tensors =
                network.layout().tensors().stream().collect(Collectors.toMap(t -> t.layer() + "/" + t.name(), t -> t));
    }

    /** The outputs of one example. */
    public static double[] outputs(Network network, float[] parameters, double[][] input) {
        return outputs(
                network,
                IntStream.range(0, parameters.length)
                        .mapToDouble(i -> parameters[i])
                        .toArray(),
                input);
    }

    /** The outputs of one example. */
    public static double[] outputs(Network network, double[] parameters, double[][] input) {
        DoubleForward forward = new DoubleForward(network, parameters);
        forward.values.put(Network.INPUT, input);
        for (Node node : network.nodes()) {
            forward.values.put(node.name(), forward.apply(node));
        }
        double[][] last = forward.values.get(
                network.nodes().get(network.nodes().size() - 1).name());
        return Arrays.stream(last).mapToDouble(channel -> channel[0]).toArray();
    }

    private double[][] apply(Node node) {
        double[][] x = values.get(node.inputs().get(0));
        Layer layer = node.layer();
        if (layer instanceof Layer.Dense dense) {
            boolean sequence = network.sequence(node.inputs().get(0));
            return activate(dense.activation(), product(node, sequence ? x : flatten(x), dense.units(), dense.bias()));
        } else if (layer instanceof Layer.Output output) {
            return activate(output.activation(), product(node, flatten(x), output.outputs(), output.bias()));
        } else if (layer instanceof Layer.Convolution convolution) {
            return activate(convolution.activation(), convolve(node, convolution, x));
        } else if (layer instanceof Layer.Pooling pooling) {
            return pool(node, pooling, x);
        } else if (layer instanceof Layer.GlobalPooling pooling) {
            return Arrays.stream(x)
                    .map(channel -> new double[] {pooled(pooling.kind(), Arrays.stream(channel))})
                    .toArray(double[][]::new);
        } else if (layer instanceof Layer.BatchNormalization norm) {
            return activate(norm.activation(), normalize(node, norm.epsilon(), x));
        } else if (layer instanceof Layer.Activate activate) {
            return activate(activate.activation(), x);
        } else if (layer instanceof Layer.Add add) {
            double[][] sum = copy(x);
            for (String other : node.inputs().subList(1, node.inputs().size())) {
                double[][] y = values.get(other);
                each(sum, (c, p) -> sum[c][p] += y[c][p]);
            }
            return activate(add.activation(), sum);
        } else if (layer instanceof Layer.Merge) {
            return node.inputs().stream()
                    .flatMap(name -> Arrays.stream(values.get(name)))
                    .toArray(double[][]::new);
        } else if (layer instanceof Layer.Flatten) {
            return flatten(x);
        } else if (layer instanceof Layer.Dropout) {
            return x;
        } else if (layer instanceof Layer.Embedding embedding) {
            double[][] out = new double[embedding.dimension()][x[0].length];
            each(out, (c, p) -> out[c][p] = at(node, "W", (int) x[0][p], c));
            return out;
        } else if (layer instanceof Layer.Lstm lstm) {
            return lstm(node, lstm, x);
        } else if (layer instanceof Layer.SelfAttention attention) {
            return attend(node, attention, x);
        }
        throw new AssertionError(layer);
    }

    private double[][] product(Node node, double[][] x, int units, boolean bias) {
        double[][] out = new double[units][x[0].length];
        each(out, (u, p) -> {
            out[u][p] = bias ? at(node, "b", u) : 0;
            for (int i = 0; i < x.length; i++) {
                out[u][p] += x[i][p] * at(node, "W", i, u);
            }
        });
        return out;
    }

    private double[][] convolve(Node node, Layer.Convolution c, double[][] x) {
        Shape in = shape(node.inputs().get(0));
        Shape to = network.shape(node.name());
        Window.Side rows = c.window().height();
        Window.Side columns = c.window().width();
        int top = padding(c.window(), rows, in.height(), to.height());
        int left = padding(c.window(), columns, in.width(), to.width());
        double[][] out = new double[c.channels()][to.positions()];
        each(out, (o, p) -> {
            out[o][p] = c.bias() ? at(node, "b", o) : 0;
            for (int i = 0; i < x.length; i++) {
                for (int ky = 0; ky < rows.kernel(); ky++) {
                    for (int kx = 0; kx < columns.kernel(); kx++) {
                        int row = p / to.width() * rows.stride() + ky * rows.dilation() - top;
                        int column = p % to.width() * columns.stride() + kx * columns.dilation() - left;
                        if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                            out[o][p] += x[i][row * in.width() + column] * at(node, "W", o, i, ky, kx);
                        }
                    }
                }
            }
        });
        return out;
    }

    private double[][] pool(Node node, Layer.Pooling pooling, double[][] x) {
        Shape in = shape(node.inputs().get(0));
        Shape to = network.shape(node.name());
        Window.Side rows = pooling.window().height();
        Window.Side columns = pooling.window().width();
        int top = padding(pooling.window(), rows, in.height(), to.height());
        int left = padding(pooling.window(), columns, in.width(), to.width());
        double[][] out = new double[x.length][to.positions()];
        each(out, (c, p) -> {
            DoubleStream.Builder seen = DoubleStream.builder();
            for (int k = 0; k < pooling.window().size(); k++) {
                int row = p / to.width() * rows.stride() + k / columns.kernel() - top;
                int column = p % to.width() * columns.stride() + k % columns.kernel() - left;
                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                    seen.add(x[c][row * in.width() + column]);
                }
            }
            out[c][p] = pooled(pooling.kind(), seen.build());
        });
        return out;
    }

    private static double pooled(Layer.Pooling.Kind kind, DoubleStream values) {
        return (kind == Layer.Pooling.Kind.MAX ? values.max() : values.average()).orElseThrow();
    }

    private double[][] normalize(Node node, double epsilon, double[][] x) {
        double[][] out = copy(x);
        each(
                out,
                (c, p) -> out[c][p] =
                        (x[c][p] - at(node, "mean", c)) / Math.sqrt(at(node, "var", c) + epsilon) * at(node, "gamma", c)
                                + at(node, "beta", c));
        return out;
    }

    private double[][] lstm(Node node, Layer.Lstm lstm, double[][] x) {
        int units = lstm.units();
        double[][] out = new double[units][x[0].length];
        double[] hidden = new double[units];
        double[] cell = new double[units];
        for (int t = 0; t < x[0].length; t++) {
            double[] gates = new double[4 * units];
            for (int g = 0; g < gates.length; g++) {
                gates[g] = at(node, "b", g);
                for (int i = 0; i < x.length; i++) {
                    gates[g] += x[i][t] * at(node, "W", i, g);
                }
                for (int h = 0; h < units; h++) {
                    gates[g] += hidden[h] * at(node, "RW", h, g);
                }
            }
            for (int u = 0; u < units; u++) {
                cell[u] = sigmoid(gates[units + u]) * cell[u] + sigmoid(gates[3 * units + u]) * Math.tanh(gates[u]);
                hidden[u] = sigmoid(gates[2 * units + u]) * Math.tanh(cell[u]);
                out[u][t] = hidden[u];
            }
        }
        return lstm.lastOnly()
                ? Arrays.stream(out).map(u -> new double[] {u[u.length - 1]}).toArray(double[][]::new)
                : out;
    }

    private double[][] attend(Node node, Layer.SelfAttention attention, double[][] x) {
        int size = attention.headSize();
        int elements = x[0].length;
        double[][] out = new double[x.length][elements];
        for (int head = 0; head < attention.heads(); head++) {
            double[][] q = project(node, "Wq", head, size, x);
            double[][] k = project(node, "Wk", head, size, x);
            double[][] v = project(node, "Wv", head, size, x);
            for (int t = 0; t < elements; t++) {
                double[] weights = new double[elements];
                for (int s = 0; s < elements; s++) {
                    for (int i = 0; i < size; i++) {
                        weights[s] += q[i][t] * k[i][s] / Math.sqrt(size);
                    }
                }
                softmax(weights);
                for (int i = 0; i < size; i++) {
                    double mixed = 0;
                    for (int s = 0; s < elements; s++) {
                        mixed += weights[s] * v[i][s];
                    }
                    for (int m = 0; m < x.length; m++) {
                        out[m][t] += mixed * at(node, "Wo", head * size + i, m);
                    }
                }
            }
        }
        return out;
    }

    private double[][] project(Node node, String name, int head, int size, double[][] x) {
        double[][] out = new double[size][x[0].length];
        each(out, (i, t) -> {
            for (int m = 0; m < x.length; m++) {
                out[i][t] += x[m][t] * at(node, name, head, i, m);
            }
        });
        return out;
    }

    private static double[][] activate(Activation activation, double[][] x) {
        double[][] out = copy(x);
        if (activation == Activation.SOFTMAX) {
            double[] channels =
                    Arrays.stream(x).mapToDouble(channel -> channel[0]).toArray();
            softmax(channels);
            each(out, (c, p) -> out[c][p] = channels[c]);
            return out;
        }
        each(
                out,
                (c, p) -> out[c][p] = switch (activation) {
                    case IDENTITY -> x[c][p];
                    case RELU -> Math.max(0, x[c][p]);
                    case TANH -> Math.tanh(x[c][p]);
                    case SIGMOID -> sigmoid(x[c][p]);
                    case SWISH -> x[c][p] * sigmoid(x[c][p]);
                    default -> throw new AssertionError(activation);
                });
        return out;
    }

    private static void softmax(double[] values) {
        double max = Arrays.stream(values).max().orElseThrow();
        double sum = Arrays.stream(values).map(value -> Math.exp(value - max)).sum();
        Arrays.setAll(values, i -> Math.exp(values[i] - max) / sum);
    }

    private static double sigmoid(double value) {
        return 1 / (1 + Math.exp(-value));
    }

    private static int padding(Window window, Window.Side side, int in, int out) {
        int extent = (side.kernel() - 1) * side.dilation() + 1;
        return window.same() ? Math.max(0, (out - 1) * side.stride() + extent - in) / 2 : side.padding();
    }

    private Shape shape(String name) {
        return name.equals(Network.INPUT) ? network.input() : network.shape(name);
    }

    private double at(Node node, String name, int... indices) {
        Tensor tensor = tensors.get(node.name() + "/" + name);
        int position = tensor.offset();
        for (int axis = 0; axis < indices.length; axis++) {
            position += indices[axis] * tensor.strides()[axis];
        }
        return parameters[position];
    }

    private static double[][] flatten(double[][] x) {
        List<double[]> flat = Arrays.stream(x)
                .flatMapToDouble(Arrays::stream)
                .mapToObj(value -> new double[] {value})
                .toList();
        return flat.toArray(double[][]::new);
    }

    private static double[][] copy(double[][] x) {
        return Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
    }

    private static void each(double[][] x, Visit visit) {
        for (int channel = 0; channel < x.length; channel++) {
            for (int position = 0; position < x[channel].length; position++) {
                visit.at(channel, position);
            }
        }
    }

    private interface Visit {
        void at(int channel, int position);
    }
}
