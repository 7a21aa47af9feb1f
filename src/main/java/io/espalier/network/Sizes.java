package io.espalier.network;

/** Checks of sizes. */
final class Sizes {
    private Sizes() {}

    /** Throws IllegalArgumentException unless a size is at least 1. */
    static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1: " + value);
        }
    }
}
