package io.espalier.constraint;

import io.espalier.network.Network;

/**
 * The map from a network to the smaller one in which only the kept units are left.
 *
 * <p>Pure function of (network, kept units). One gather map serves every array that is parallel to the parameters: weights, each
 * optimizer moment, averaged state.
 */
public final class Compaction {
    private final Network compacted;
    private final int[] sources;

    private Compaction(Network compacted, int[] sources) {
        this.compacted = compacted;
        this.sources = sources;
    }

    /** Prepares the compaction of a network to the kept units. */
    public static Compaction of(Network network, KeptUnits kept) {
        throw new UnsupportedOperationException("of");
    }

    /** The smaller network. */
    public Network network() {
        return compacted;
    }

    /**
     * The values of the kept units.
     *
     * @param values parallel to the larger network's flat parameter vector
     * @return parallel to the smaller network's
     */
    public float[] apply(float[] values) {
        throw new UnsupportedOperationException("apply " + sources.length);
    }

    /** Sets every value of a masked unit to zero, in place, in an array parallel to the larger network's flat parameter vector. */
    public void project(float[] values) {
        throw new UnsupportedOperationException("project");
    }

    /** Copies the values of active positions from {@code from} into {@code into}; masked positions of {@code into} stay as they are. */
    public void copyActive(float[] from, float[] into) {
        throw new UnsupportedOperationException("copyActive");
    }
}
