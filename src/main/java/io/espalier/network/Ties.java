package io.espalier.network;

import java.util.Arrays;

/**
 * Which layers' units go together: union-find over the spaces of units. The root of a set is its first layer, or {@link
 * Segment#FIXED}.
 */
final class Ties {
    private final int[] parents;

    Ties(int spaces) {
        parents = new int[spaces];
        Arrays.setAll(parents, space -> space);
    }

    /** The first space of the set, or FIXED if the set is never narrowed. */
    int root(int space) {
        int root = space;
        while (root != Segment.FIXED && parents[root] != root) {
            root = parents[root];
        }
        return root;
    }

    void tie(int one, int other) {
        int a = root(one);
        int b = root(other);
        int first = Math.min(a, b);
        int second = Math.max(a, b);
        if (first != second) {
            parents[second] = first;
        }
    }

    /**
     * Ties channels that are added to each other. Where the inputs divide their channels differently, one unit of one
     * would meet parts of several of the other: these are then not narrowed.
     */
    void tie(Signal one, Signal other) {
        boolean aligned = one.segments().size() == other.segments().size();
        for (int i = 0; aligned && i < one.segments().size(); i++) {
            Segment a = one.segments().get(i);
            Segment b = other.segments().get(i);
            aligned = a.units() == b.units() && a.block() == b.block();
        }
        if (aligned) {
            for (int i = 0; i < one.segments().size(); i++) {
                tie(one.segments().get(i).space(), other.segments().get(i).space());
            }
        } else {
            one.segments().forEach(segment -> tie(segment.space(), Segment.FIXED));
            other.segments().forEach(segment -> tie(segment.space(), Segment.FIXED));
        }
    }
}
