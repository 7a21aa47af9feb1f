package io.espalier.network;

import java.io.Serializable;

/**
 * One operation of a network, without its name and inputs (see {@link Node}).
 *
 * <p>A closed set. What each layer does to shapes, tensors, units and operations is in one place, {@link LayerRules}.
 */
public sealed interface Layer extends Serializable {
    /** The function after the layer's own work; the identity where it has none. */
    default Activation activation() {
        return Activation.IDENTITY;
    }

    /** Fully connected: activation(x W + b). An image is flattened first; on a sequence it works on each element. */
    record Dense(int units, Activation activation, boolean bias) implements Layer {
        public Dense {
            requirePositive("Units of a dense layer", units);
        }
    }

    /**
     * Two-dimensional convolution. {@code same} pads so that output size = ceil(input / stride); else padding is as
     * given.
     */
    record Convolution(
            int channels,
            int kernelHeight,
            int kernelWidth,
            int stride,
            int padding,
            int dilation,
            boolean same,
            Activation activation,
            boolean bias)
            implements Layer {
        public Convolution {
            requirePositive("Channels of a convolution", channels);
            requirePositive("Kernel height of a convolution", kernelHeight);
            requirePositive("Kernel width of a convolution", kernelWidth);
            requirePositive("Stride of a convolution", stride);
            requirePositive("Dilation of a convolution", dilation);
            requirePadding(padding);
        }
    }

    /** Pooling over windows of an image. */
    record Pooling(Kind kind, int kernel, int stride, int padding, boolean same) implements Layer {
        public Pooling {
            requirePositive("Kernel of a pooling", kernel);
            requirePositive("Stride of a pooling", stride);
            requirePadding(padding);
        }

        /** What is taken from a window. */
        public enum Kind {
            MAX,
            AVERAGE
        }
    }

    /** Pooling over all positions: one value per channel. */
    record GlobalPooling(Pooling.Kind kind) implements Layer {}

    /** Batch normalisation per channel, followed by an activation. */
    record BatchNormalization(double epsilon, double decay, Activation activation) implements Layer {
        public BatchNormalization {
            requireEpsilon(epsilon);
            if (!(decay >= 0 && decay <= 1)) {
                throw new IllegalArgumentException("Decay of a batch normalisation must be in [0, 1]: " + decay);
            }
        }
    }

    /** Layer normalisation over the channels. */
    record LayerNormalization(double epsilon) implements Layer {
        public LayerNormalization {
            requireEpsilon(epsilon);
        }
    }

    /** Sets values to zero with a probability while training. {@code rate} is the fraction dropped, in [0, 1). */
    record Dropout(double rate) implements Layer {
        public Dropout {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("Dropout rate must be in [0, 1): " + rate);
            }
        }
    }

    /** An activation on its own. */
    record Activate(Activation activation) implements Layer {}

    /** Element-wise sum of inputs of equal shape: ties their units. */
    record Add(Activation activation) implements Layer {}

    /** Inputs side by side along the channels. */
    record Merge() implements Layer {}

    /** Image to vector, channel by channel (channel, row, column). */
    record Flatten() implements Layer {}

    /** Token ids to vectors. {@code vocabulary} rows of {@code dimension} values. */
    record Embedding(int vocabulary, int dimension) implements Layer {
        public Embedding {
            requirePositive("Vocabulary of an embedding", vocabulary);
            requirePositive("Dimension of an embedding", dimension);
        }
    }

    /**
     * Long short-term memory over a sequence; {@code units} outputs per element, or of the last element only.
     *
     * <p>Gates by the sigmoid, input and output by tanh, no peepholes: DL4J's LSTM with its defaults.
     */
    record Lstm(int units, boolean lastOnly) implements Layer {
        public Lstm {
            requirePositive("Units of an LSTM", units);
        }
    }

    /**
     * Multi-head self-attention over a sequence: {@code heads} heads of {@code headSize}, projected back to the input's
     * width.
     */
    record SelfAttention(int heads, int headSize) implements Layer {
        public SelfAttention {
            requirePositive("Heads of a self-attention", heads);
            requirePositive("Head size of a self-attention", headSize);
        }
    }

    /** The network's end: fully connected to {@code outputs} values, with the loss that training minimises. */
    record Output(int outputs, Activation activation, Loss loss) implements Layer {
        public Output {
            requirePositive("Outputs", outputs);
        }
    }

    /** What training minimises. */
    enum Loss {
        /** Softmax cross-entropy of one class. */
        CROSS_ENTROPY,
        /** Cross-entropy of independent labels. */
        BINARY_CROSS_ENTROPY,
        /** Mean squared error. */
        MEAN_SQUARED_ERROR,
        /** Mean absolute error. */
        MEAN_ABSOLUTE_ERROR
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1: " + value);
        }
    }

    private static void requirePadding(int padding) {
        if (padding < 0) {
            throw new IllegalArgumentException("Padding must be at least 0: " + padding);
        }
    }

    private static void requireEpsilon(double epsilon) {
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Epsilon of a normalisation must be above 0: " + epsilon);
        }
    }
}
