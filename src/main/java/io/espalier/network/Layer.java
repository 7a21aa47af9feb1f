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
            Sizes.requirePositive("Units of a dense layer", units);
        }
    }

    /** Convolution over an image or, with a window of width 1, over a sequence. */
    record Convolution(int channels, Window window, Activation activation, boolean bias) implements Layer {
        public Convolution {
            Sizes.requirePositive("Channels of a convolution", channels);
        }

        /** A convolution whose window moves alike in both directions. */
        public Convolution(
                int channels,
                int kernelHeight,
                int kernelWidth,
                int stride,
                int padding,
                int dilation,
                boolean same,
                Activation activation,
                boolean bias) {
            this(
                    channels,
                    new Window(
                            new Window.Side(kernelHeight, stride, padding, dilation),
                            new Window.Side(kernelWidth, stride, padding, dilation),
                            same),
                    activation,
                    bias);
        }
    }

    /** Pooling over windows of an image or of a sequence. Padding is no part of a maximum or an average. */
    record Pooling(Kind kind, Window window) implements Layer {
        public Pooling {
            if (window.height().dilation() != 1 || window.width().dilation() != 1) {
                throw new IllegalArgumentException("Dilation of a pooling must be 1: "
                        + window.height().dilation() + " x " + window.width().dilation());
            }
        }

        /** A pooling with a square window. */
        public Pooling(Kind kind, int kernel, int stride, int padding, boolean same) {
            this(
                    kind,
                    new Window(
                            new Window.Side(kernel, stride, padding, 1),
                            new Window.Side(kernel, stride, padding, 1),
                            same));
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
            Sizes.requirePositive("Vocabulary of an embedding", vocabulary);
            Sizes.requirePositive("Dimension of an embedding", dimension);
        }
    }

    /**
     * Long short-term memory over a sequence; {@code units} outputs per element, or of the last element only.
     *
     * <p>Gates by the sigmoid, input and output by tanh, no peepholes: DL4J's LSTM with its defaults.
     */
    record Lstm(int units, boolean lastOnly) implements Layer {
        public Lstm {
            Sizes.requirePositive("Units of an LSTM", units);
        }
    }

    /**
     * Multi-head self-attention over a sequence: {@code heads} heads of {@code headSize}, projected back to the input's
     * width.
     */
    record SelfAttention(int heads, int headSize) implements Layer {
        public SelfAttention {
            Sizes.requirePositive("Heads of a self-attention", heads);
            Sizes.requirePositive("Head size of a self-attention", headSize);
        }
    }

    /** The network's end: fully connected to {@code outputs} values, with the loss that training minimises. */
    record Output(int outputs, Activation activation, Loss loss, boolean bias) implements Layer {
        public Output {
            Sizes.requirePositive("Outputs", outputs);
        }

        /** An output with a bias. */
        public Output(int outputs, Activation activation, Loss loss) {
            this(outputs, activation, loss, true);
        }
    }

    /** What training minimises: of one example, summed over the outputs unless it says otherwise. */
    enum Loss {
        /** Softmax cross-entropy of one class. */
        CROSS_ENTROPY,
        /** Cross-entropy of independent labels. */
        BINARY_CROSS_ENTROPY,
        /** Mean squared error over the outputs. */
        MEAN_SQUARED_ERROR,
        /** Mean absolute error over the outputs. */
        MEAN_ABSOLUTE_ERROR,
        /** Squared error: DL4J's L2. */
        SQUARED_ERROR,
        /** Absolute error: DL4J's L1. */
        ABSOLUTE_ERROR
    }

    private static void requireEpsilon(double epsilon) {
        if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Epsilon of a normalisation must be above 0: " + epsilon);
        }
    }
}
