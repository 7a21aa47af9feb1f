package io.espalier.engine;

import io.espalier.network.Activation;

/**
 * The function at the end of an operation.
 *
 * <p>Works in place, unless its derivative needs the values before it: these have memory of their own then.
 */
final class ActivationStep {
    private final Passes passes;
    private final Activation f;
    private final Signal output;
    private final FloatMemory before;
    private final int rows;

    /** The step that ends in {@code output}; {@code before} is the output's own memory or other one. */
    ActivationStep(Passes passes, Activation f, Signal output, FloatMemory before, int rows) {
        this.passes = passes;
        this.f = f;
        this.output = output;
        this.before = before;
        this.rows = rows;
    }

    /** Where the values before the function must be. */
    FloatMemory before() {
        return before;
    }

    /** Computes the output of the values before the function. */
    void forward() {
        if (f == Activation.SOFTMAX) {
            passes.softmax(before, rows, output.size());
        } else if (f != Activation.IDENTITY) {
            passes.activation(f, before, output.values(), rows * output.size());
        }
    }

    /** The same after a bias by column is added to the values before the function. */
    void forward(FloatMemory bias) {
        if (f == Activation.SOFTMAX || before != output.values()) {
            passes.biasActivation(Activation.IDENTITY, before, bias, rows, output.size());
            forward();
        } else {
            passes.biasActivation(f, before, bias, rows, output.size());
        }
    }

    /** Turns the output's gradient into that of the values before the function. */
    void backward() {
        if (f == Activation.SOFTMAX) {
            passes.softmaxDerivative(output.values(), output.gradient(), rows, output.size());
        } else if (f != Activation.IDENTITY) {
            passes.derivative(f, before, output.gradient(), rows * output.size());
        }
    }

    /** The same, with the sums of its columns: the gradient of a bias. */
    void backward(FloatMemory sums) {
        Activation derived = f;
        if (f == Activation.SOFTMAX) {
            backward();
            derived = Activation.IDENTITY;
        }
        passes.derivativeAndColumnSums(derived, before, output.gradient(), sums, rows, output.size());
    }
}
