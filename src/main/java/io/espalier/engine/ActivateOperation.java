package io.espalier.engine;

/** An activation on its own, on memory of its own. */
final class ActivateOperation implements Operation {
    private final Passes passes;
    private final Input input;
    private final Signal output;
    private final ActivationStep step;
    private final int rows;

    ActivateOperation(Passes passes, Input input, Signal output, ActivationStep step, int rows) {
        this.passes = passes;
        this.input = input;
        this.output = output;
        this.step = step;
        this.rows = rows;
    }

    @Override
    public void forward(boolean training) {
        passes.copy(input.signal().values(), step.before(), rows * output.size());
        step.forward();
    }

    @Override
    public void backward() {
        step.backward();
        Flows.pass(passes, output.gradient(), input, rows * output.size());
    }
}
