package io.espalier.network;

import java.util.List;

/**
 * What flows between two layers.
 *
 * @param shape of one example
 * @param sequence whether height counts the elements of a sequence: then a dense layer works on each of them
 * @param segments who produced the channels, in order; their lengths sum to the shape's channels
 */
record Signal(Shape shape, boolean sequence, List<Segment> segments) {
    Signal {
        segments = List.copyOf(segments);
    }

    /** The same channels in another shape of positions. */
    Signal at(int height, int width) {
        return new Signal(new Shape(shape.channels(), height, width), sequence, segments);
    }

    /** A vector: channel by channel, so that a unit owns its positions. */
    Signal flat() {
        return new Signal(
                Shape.flat(shape.size()),
                false,
                segments.stream()
                        .map(segment -> segment.times(shape.positions()))
                        .toList());
    }
}
