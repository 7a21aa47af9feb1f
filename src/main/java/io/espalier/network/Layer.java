package io.espalier.network;

import java.io.Serializable;

/**
 * One operation of a network, without its name and inputs (see {@link Node}).
 *
 * <p>A closed set. What each layer does to shapes, tensors, units and operations is in one place, {@link LayerRules}.
 */
public sealed interface Layer extends Serializable {
    /** Fully connected: activation(x W + b). Input is flattened. */
    record Dense(int units, Activation activation, boolean bias) implements Layer {}

    /** Two-dimensional convolution. {@code same} pads so that output size = ceil(input / stride); else padding is as given. */
    record Convolution(
            int channels, int kernelHeight, int kernelWidth, int stride, int padding, int dilation, boolean same, Activation activation, boolean bias)
            implements Layer {}

    /** Pooling over windows of an image. */
    record Pooling(Kind kind, int kernel, int stride, int padding, boolean same) implements Layer {
        /** What is taken from a window. */
        public enum Kind {
            MAX,
            AVERAGE
        }
    }

    /** Pooling over all positions: one value per channel. */
    record GlobalPooling(Pooling.Kind kind) implements Layer {}

    /** Batch normalisation per channel, followed by an activation. */
    record BatchNormalization(double epsilon, double decay, Activation activation) implements Layer {}

    /** Layer normalisation over the channels. */
    record LayerNormalization(double epsilon) implements Layer {}

    /** Sets values to zero with a probability while training. {@code rate} is the fraction dropped, in [0, 1). */
    record Dropout(double rate) implements Layer {}

    /** An activation on its own. */
    record Activate(Activation activation) implements Layer {}

    /** Element-wise sum of inputs of equal shape: ties their units. */
    record Add(Activation activation) implements Layer {}

    /** Inputs side by side along the channels. */
    record Merge() implements Layer {}

    /** Image to vector, channel by channel (channel, row, column). */
    record Flatten() implements Layer {}

    /** Token ids to vectors. {@code vocabulary} rows of {@code dimension} values. */
    record Embedding(int vocabulary, int dimension) implements Layer {}

    /** Long short-term memory over a sequence; {@code units} outputs per element. */
    record Lstm(int units, boolean lastOnly) implements Layer {}

    /** Multi-head self-attention over a sequence: {@code heads} heads of {@code headSize}, projected back to the input's width. */
    record SelfAttention(int heads, int headSize) implements Layer {}

    /** The network's end: fully connected to {@code outputs} values, with the loss that training minimises. */
    record Output(int outputs, Activation activation, Loss loss) implements Layer {}

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
}
