package io.espalier.engine;

import java.util.List;

/** The element-wise sum of signals, and a function of it. */
final class AddOperation implements Operation {
    private final Passes passes;
    private final List<Input> inputs;
    private final Signal output;
    private final ActivationStep step;
    private final int rows;

    AddOperation(Passes passes, List<Input> inputs, Signal output, ActivationStep step, int rows) {
        this.passes = passes;
        this.inputs = List.copyOf(inputs);
        this.output = output;
        this.step = step;
        this.rows = rows;
    }

    @Override
    public void forward(boolean training) {
        int length = rows * output.size();
        passes.copy(inputs.get(0).signal().values(), step.before(), length);
        for (int i = 1; i < inputs.size(); i++) {
            passes.add(inputs.get(i).signal().values(), step.before(), length);
        }
        step.forward();
    }

    @Override
    public void backward() {
        step.backward();
        for (int i = 0; i < inputs.size(); i++) {
            Flows.pass(passes, output.gradient(), inputs.get(i), rows * output.size());
        }
    }
}
