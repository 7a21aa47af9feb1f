package io.espalier.network;

/** Element-wise functions after a layer's product. */
public enum Activation {
    IDENTITY(true),
    RELU(true),
    LEAKY_RELU(true),
    ELU(true),
    GELU(true),
    SWISH(true),
    TANH(true),
    SIGMOID(false),
    HARD_SIGMOID(false),
    SOFTMAX(false);

    private final boolean zeroAtZero;

    Activation(boolean zeroAtZero) {
        this.zeroAtZero = zeroAtZero;
    }

    /**
     * Whether f(0) = 0: then a unit with zero weights stays at zero by itself and needs no masking after each update.
     */
    public boolean zeroAtZero() {
        return zeroAtZero;
    }
}
