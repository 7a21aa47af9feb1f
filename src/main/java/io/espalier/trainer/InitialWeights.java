package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Fresh weights of a network: a pure function of (network, seed).
 *
 * <p>Weights before a rectifier are normal with variance 2 / fan-in (He et al. 2015, arXiv 1502.01852), all others with variance
 * 2 / (fan-in + fan-out) (Glorot and Bengio 2010, AISTATS). Biases are 0 (of an LSTM's forget gate too: DL4J has 1 there), gains and
 * running variances 1, running means 0. Drawn by our own generator and not DL4J's, so that they depend on the seed alone.
 */
public final class InitialWeights {
    private InitialWeights() {}

    /** The flat parameter vector of a network. */
    public static float[] of(Network network, long seed) {
        Map<String, Layer> layers = network.nodes().stream().collect(Collectors.toMap(Node::name, Node::layer));
        float[] parameters = new float[network.layout().length()];
        for (Tensor tensor : network.layout().tensors()) {
            switch (tensor.role()) {
                case WEIGHT -> draw(tensor, Objects.requireNonNull(layers.get(tensor.layer())), seed, parameters);
                case GAIN, VARIANCE -> Arrays.fill(parameters, tensor.offset(), tensor.end(), 1);
                case BIAS, MEAN -> Arrays.fill(parameters, tensor.offset(), tensor.end(), 0);
            }
        }
        return parameters;
    }

    private static void draw(Tensor tensor, Layer layer, long seed, float[] into) {
        SplitMix64 random = Hashing.random(seed, "weights/" + tensor.layer() + "/" + tensor.name());
        boolean image = tensor.shape().size() == 4;
        int kernel = image ? tensor.shape().get(2) * tensor.shape().get(3) : 1;
        double fanIn = (double) kernel * tensor.shape().get(image ? 1 : 0);
        double fanOut =
                (double) kernel * tensor.shape().get(image ? 0 : tensor.shape().size() - 1);
        double deviation = StrictMath.sqrt(rectifies(layer) ? 2 / fanIn : 2 / (fanIn + fanOut));
        for (int i = tensor.offset(); i < tensor.end(); i++) {
            into[i] = (float) (deviation * random.nextGaussian());
        }
    }

    private static boolean rectifies(Layer layer) {
        if (layer instanceof Layer.Dense dense) {
            return rectifies(dense.activation());
        }
        return layer instanceof Layer.Convolution convolution && rectifies(convolution.activation());
    }

    private static boolean rectifies(Activation activation) {
        return switch (activation) {
            case RELU, LEAKY_RELU, ELU, GELU, SWISH -> true;
            case IDENTITY, TANH, SIGMOID, HARD_SIGMOID, SOFTMAX -> false;
        };
    }
}
