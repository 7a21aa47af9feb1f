package io.espalier.network;

import java.io.Serializable;

/**
 * The shape of one example's activations, without the batch axis.
 *
 * @param channels features of a flat vector, channels of an image, features of a sequence element
 * @param height rows of an image; 1 for a flat vector; elements of a sequence
 * @param width columns of an image; 1 for a flat vector and for a sequence
 */
public record Shape(int channels, int height, int width) implements Serializable {
    public Shape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "Sizes of a shape must be at least 1: " + channels + "x" + height + "x" + width);
        }
    }

    /** A flat vector of features. */
    public static Shape flat(int features) {
        return new Shape(features, 1, 1);
    }

    /** Values of one example. */
    public int size() {
        return Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    /** Positions that share one channel. */
    public int positions() {
        return height * width;
    }

    /** The same positions with another number of channels. */
    public Shape withChannels(int newChannels) {
        return new Shape(newChannels, height, width);
    }
}
