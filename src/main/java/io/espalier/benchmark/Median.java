package io.espalier.benchmark;

import java.util.stream.DoubleStream;

/** The middle of some numbers. */
final class Median {
    private Median() {}

    /** The middle value; of an even number the mean of the middle two. At least one is needed. */
    static double of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
