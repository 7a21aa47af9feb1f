package io.espalier.engine;

import java.nio.FloatBuffer;
import java.util.List;

/** Signals side by side along the channels: in row-major order, the whole row of one after that of the other. */
final class MergeOperation implements Operation {
    private final List<Input> inputs;
    private final Signal output;
    private final int rows;

    MergeOperation(List<Input> inputs, Signal output, int rows) {
        this.inputs = List.copyOf(inputs);
        this.output = output;
        this.rows = rows;
    }

    @Override
    public void forward(boolean training) {
        FloatBuffer into = output.values().floats();
        int offset = 0;
        for (int i = 0; i < inputs.size(); i++) {
            Signal signal = inputs.get(i).signal();
            for (int row = 0; row < rows; row++) {
                into.put(row * output.size() + offset, signal.values().floats(), row * signal.size(), signal.size());
            }
            offset += signal.size();
        }
    }

    @Override
    public void backward() {
        int offset = 0;
        for (int i = 0; i < inputs.size(); i++) {
            Signal signal = inputs.get(i).signal();
            if (signal.hasGradient()) {
                split(offset, signal, inputs.get(i).adds());
            }
            offset += signal.size();
        }
    }

    private void split(int offset, Signal signal, boolean adds) {
        FloatBuffer from = output.gradient().floats();
        FloatBuffer into = signal.gradient().floats();
        for (int row = 0; row < rows; row++) {
            int start = row * output.size() + offset;
            if (adds) {
                for (int i = 0; i < signal.size(); i++) {
                    int at = row * signal.size() + i;
                    into.put(at, into.get(at) + from.get(start + i));
                }
            } else {
                into.put(row * signal.size(), from, start, signal.size());
            }
        }
    }
}
