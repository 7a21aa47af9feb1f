package io.espalier.network;

/**
 * A run of neighbouring channels that one layer produced.
 *
 * @param space the layer's index in {@link Network#nodes()}, or {@link #FIXED}: units that are never removed
 * @param units number of units
 * @param block neighbouring channels that one unit owns: 1, or after a flattening the positions of the image
 */
record Segment(int space, int units, int block) {
    /** The space of the network's input and outputs. */
    static final int FIXED = -1;

    static Segment fixed(int units) {
        return new Segment(FIXED, units, 1);
    }

    int length() {
        return Math.multiplyExact(units, block);
    }

    /** The same units when each owns so many times the channels. */
    Segment times(int positions) {
        return new Segment(space, units, Math.multiplyExact(block, positions));
    }
}
