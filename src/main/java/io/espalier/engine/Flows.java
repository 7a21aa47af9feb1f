package io.espalier.engine;

/** How a gradient reaches the signal that an operation read. */
final class Flows {
    private Flows() {}

    /** Hands the gradient of the output on, as it is; nothing where the input has none. */
    static void pass(Passes passes, FloatMemory gradient, Input input, int length) {
        if (!input.signal().hasGradient()) {
            return;
        }
        if (input.adds()) {
            passes.add(gradient, input.signal().gradient(), length);
        } else {
            passes.copy(gradient, input.signal().gradient(), length);
        }
    }
}
