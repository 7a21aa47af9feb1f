package io.espalier.network;

import java.io.Serializable;
import java.util.List;

/**
 * Units that are removed together: unit {@code u} of a group owns one slice of every tensor that carries it.
 *
 * <p>Source: dependency groups of DepGraph (Fang et al. 2023, arXiv 2301.12900).
 *
 * @param name name of the layer that produces the units; the first in network order when several are tied
 * @param kind what a unit is
 * @param units number of units
 * @param slices where the units lie
 */
public record Group(String name, Kind kind, int units, List<Slice> slices) implements Serializable {
    /** What a unit is. */
    public enum Kind {
        /** A neuron or a channel. */
        WIDTH,
        /** An attention head. */
        HEAD,
        /** A neuron of a feed-forward block. */
        FEED_FORWARD
    }

    /**
     * The part of one tensor that carries a group.
     *
     * @param tensor index in {@link ParameterLayout#tensors()}
     * @param axis of the tensor
     * @param start index along the axis of unit 0
     * @param block indices along the axis that one unit owns, contiguous
     * @param produces whether the slice computes the unit (weights into it, bias, gain) rather than reads it
     */
    public record Slice(int tensor, int axis, int start, int block, boolean produces) implements Serializable {}

    public Group {
        slices = List.copyOf(slices);
    }
}
