package io.espalier.network;

import java.io.Serializable;

/**
 * What a convolution or a pooling sees of an image at once, and how it moves. Over a sequence, whose elements lie along the height, it has
 * a width of 1.
 *
 * @param height along the rows
 * @param width along the columns
 * @param same whether the image is padded so that there are ceil(size / stride) positions; else it is padded as given
 */
public record Window(Side height, Side width, boolean same) implements Serializable {
    private static final Side ONE = new Side(1, 1, 0, 1);

    /**
     * One direction of a window.
     *
     * @param kernel values, at least 1
     * @param stride from one position to the next, at least 1
     * @param padding zeros at each end of the image, at least 0; for maxima nothing
     * @param dilation distance between the values of the kernel, at least 1
     */
    public record Side(int kernel, int stride, int padding, int dilation) implements Serializable {
        public Side {
            Sizes.requirePositive("Kernel of a window", kernel);
            Sizes.requirePositive("Stride of a window", stride);
            Sizes.requirePositive("Dilation of a window", dilation);
            if (padding < 0) {
                throw new IllegalArgumentException("Padding of a window must be at least 0: " + padding);
            }
        }

        /** Positions over a side of an image: without padding to it floor((size + 2 padding - extent) / stride) + 1. */
        private int positions(String side, int size, boolean same) {
            if (same) {
                return (size + stride - 1) / stride;
            }
            int extent = (kernel - 1) * dilation + 1;
            int padded = size + 2 * padding;
            if (extent > padded) {
                throw new IllegalArgumentException(
                        "Window must fit into the padded image: " + side + " " + padded + ", window " + extent);
            }
            return (padded - extent) / stride + 1;
        }
    }

    /** One that moves over the elements of a sequence. */
    public static Window ofSequence(Side elements, boolean same) {
        return new Window(elements, ONE, same);
    }

    /** Whether it can move over a sequence: its width is 1, without padding. */
    public boolean fitsSequence() {
        return width.kernel == 1 && width.padding == 0;
    }

    /** Values that it sees of one channel. */
    public int size() {
        return Math.multiplyExact(height.kernel, width.kernel);
    }

    /** The channels of an image at the positions of the window. Throws where it does not fit. */
    Shape over(Shape image) {
        return new Shape(
                image.channels(),
                height.positions("height", image.height(), same),
                width.positions("width", image.width(), same));
    }
}
