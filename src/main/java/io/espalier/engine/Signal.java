package io.espalier.engine;

import io.espalier.network.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What flows between two operations: the values of a node and the gradient of the loss by them, both in one format.
 *
 * <p>The memory has room for at least the rows of its program and belongs to the replica.
 */
final class Signal {
    private final Shape shape;
    private final SignalFormat format;
    private final FloatMemory values;
    private final @Nullable FloatMemory gradient;

    /** A signal; one that nothing trained comes before has no gradient. */
    Signal(Shape shape, SignalFormat format, FloatMemory values, @Nullable FloatMemory gradient) {
        this.shape = shape;
        this.format = format;
        this.values = values;
        this.gradient = gradient;
    }

    /** Shape of one row. */
    Shape shape() {
        return shape;
    }

    SignalFormat format() {
        return format;
    }

    /** Values of one row. */
    int size() {
        return shape.size();
    }

    FloatMemory values() {
        return values;
    }

    boolean hasGradient() {
        return gradient != null;
    }

    FloatMemory gradient() {
        if (gradient == null) {
            throw new IllegalStateException("Nothing trained comes before this signal: it has no gradient");
        }
        return gradient;
    }

    /** The same memory in another shape of the same size, both row-major. */
    Signal as(Shape other) {
        if (other.size() != shape.size() || !format.sameAs(SignalFormat.PLAIN, shape)) {
            throw new IllegalArgumentException("A signal of shape " + shape + " can't be seen as " + other);
        }
        return new Signal(other, SignalFormat.PLAIN, values, gradient);
    }

    /** The same memory in another format in which this shape lies alike. */
    Signal in(SignalFormat other) {
        if (!format.sameAs(other, shape)) {
            throw new IllegalArgumentException("A signal in " + format + " can't be seen in " + other);
        }
        return new Signal(shape, other, values, gradient);
    }
}
