package io.espalier.network;

/** Where windows of convolutions and poolings fit. */
final class Windows {
    private Windows() {}

    /**
     * Number of windows along one side: ceil(size / stride) with {@code same}, else floor((size + 2 padding - extent) /
     * stride) + 1 with extent = (kernel - 1) dilation + 1.
     */
    static int positions(String side, int size, int kernel, int stride, int padding, int dilation, boolean same) {
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
