package io.espalier.engine;

import java.util.Optional;
import org.bytedeco.dnnl.memory;

/** The same values in another format. */
final class FormatOperation implements Operation {
    private final Primitives primitives = new Primitives();
    private final PrimitiveCall values;
    private final Optional<PrimitiveCall> gradient;
    private final Optional<GradientTarget> target;

    /** A copy between signals of equal shape. */
    FormatOperation(ReplicaMemory replica, Passes passes, Input input, Signal output, int rows) {
        Signal read = input.signal();
        try {
            memory.desc from = primitives.description(read.format(), rows, read.shape());
            memory.desc to = primitives.description(output.format(), rows, output.shape());
            this.values = primitives.reorder(from, read.values(), to, output.values(), replica);
            this.target = read.hasGradient()
                    ? Optional.of(new GradientTarget(replica, passes, input, rows))
                    : Optional.empty();
            this.gradient =
                    target.map(place -> primitives.reorder(to, output.gradient(), from, place.written(), replica));
        } catch (RuntimeException e) {
            primitives.close();
            throw e;
        }
    }

    @Override
    public void forward(boolean training) {
        values.run();
    }

    @Override
    public void backward() {
        if (gradient.isPresent()) {
            gradient.get().run();
            target.get().finish();
        }
    }

    @Override
    public void close() {
        primitives.close();
    }
}
