package io.espalier.engine;

import org.jspecify.annotations.Nullable;

/** A fully connected layer: {@code f(x W + b)}. Its weights lie in DL4J's order, row-major [units x inputs]. */
final class DenseOperation implements Operation {
    private final Input input;
    private final Signal output;
    private final Weights weights;
    private final ActivationStep forwardStep;
    private final ActivationStep backwardStep;
    private final int rows;

    /**
     * What is trained, and its gradient.
     *
     * @param bias none where the layer has none
     */
    record Weights(
            FloatMemory matrix,
            FloatMemory matrixGradient,
            @Nullable FloatMemory bias,
            @Nullable FloatMemory biasGradient) {}

    /**
     * A layer on prebuilt memory.
     *
     * @param backwardStep what the output's gradient goes through: the identity where the loss gives the gradient before the function
     */
    DenseOperation(
            Input input,
            Signal output,
            Weights weights,
            ActivationStep forwardStep,
            ActivationStep backwardStep,
            int rows) {
        this.input = input;
        this.output = output;
        this.weights = weights;
        this.forwardStep = forwardStep;
        this.backwardStep = backwardStep;
        this.rows = rows;
    }

    @Override
    public void forward(boolean training) {
        FloatMemory bias = weights.bias;
        Sgemm.multiplyTransposed(
                input.signal().values(),
                weights.matrix,
                forwardStep.before(),
                rows,
                output.size(),
                input.signal().size());
        if (bias != null) {
            forwardStep.forward(bias);
        } else {
            forwardStep.forward();
        }
    }

    @Override
    public void backward() {
        FloatMemory biasGradient = weights.biasGradient;
        if (biasGradient != null) {
            backwardStep.backward(biasGradient);
        } else {
            backwardStep.backward();
        }
        int inputs = input.signal().size();
        Sgemm.transposedMultiply(
                output.gradient(), input.signal().values(), weights.matrixGradient, output.size(), inputs, rows);
        if (input.signal().hasGradient()) {
            Sgemm.multiply(
                    output.gradient(),
                    weights.matrix,
                    input.signal().gradient(),
                    rows,
                    inputs,
                    output.size(),
                    input.adds());
        }
    }
}
