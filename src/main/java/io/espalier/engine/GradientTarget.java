package io.espalier.engine;

/**
 * Where an operation's primitive writes the gradient of what the operation read: its place, or, where another operation has written
 * there before, memory beside it that is added then.
 */
final class GradientTarget {
    private final Passes passes;
    private final Input input;
    private final FloatMemory written;
    private final int length;

    /** The place for rows of a signal that has a gradient. */
    GradientTarget(ReplicaMemory memory, Passes passes, Input input, int rows) {
        Signal signal = input.signal();
        this.passes = passes;
        this.input = input;
        this.length = rows * signal.size();
        this.written = input.adds() ? memory.named("added gradient", length) : signal.gradient();
    }

    /** What the primitive writes. */
    FloatMemory written() {
        return written;
    }

    /** Brings what was written to its place. */
    void finish() {
        if (input.adds()) {
            passes.add(written, input.signal().gradient(), length);
        }
    }
}
