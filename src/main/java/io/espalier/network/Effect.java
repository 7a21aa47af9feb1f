package io.espalier.network;

import io.espalier.network.Tensor.Role;
import java.util.List;

/**
 * What a layer does in its place.
 *
 * @param output what it gives to the next layers
 * @param tensors its parameters, in DL4J's order inside a layer
 * @param flops of one example's forward pass
 */
record Effect(Signal output, List<Part> tensors, long flops) {
    Effect {
        tensors = List.copyOf(tensors);
    }

    /** A tensor before it has a place in the flat vector. */
    record Part(String name, Role role, char order, List<Axis> axes) {
        Part {
            axes = List.copyOf(axes);
        }

        List<Integer> shape() {
            return axes.stream().map(Axis::length).toList();
        }
    }

    /**
     * An axis of a tensor.
     *
     * @param segments whose units lie along it, in order
     * @param produces whether the values compute these units
     */
    record Axis(List<Segment> segments, boolean produces) {
        Axis {
            segments = List.copyOf(segments);
        }

        /** Along the units that the tensor computes. */
        static Axis produces(Segment... segments) {
            return new Axis(List.of(segments), true);
        }

        /** Along the units that the tensor reads. */
        static Axis reads(Signal signal) {
            return new Axis(signal.segments(), false);
        }

        /** Along something that is never removed. */
        static Axis fixed(int length) {
            return new Axis(List.of(Segment.fixed(length)), false);
        }

        int length() {
            return segments.stream().mapToInt(Segment::length).sum();
        }
    }
}
