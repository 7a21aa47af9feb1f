package io.espalier.engine;

import io.espalier.network.Shape;
import io.espalier.network.Window;
import io.espalier.network.Window.Side;

/**
 * A window that moves over an image, with the padding that the image has for it.
 *
 * @param height along the rows; its padding is that of a window without {@code same}
 * @param width along the columns
 */
record PlacedWindow(Side height, Side width, Padding padding) {
    /** Pixels added around an image. */
    record Padding(int top, int left, int bottom, int right) {}

    /** The window over an image. */
    static PlacedWindow of(Window window, Shape image) {
        Side height = window.height();
        Side width = window.width();
        if (!window.same()) {
            Padding padding = new Padding(height.padding(), width.padding(), height.padding(), width.padding());
            return new PlacedWindow(height, width, padding);
        }
        // DL4J's mode Same: of an odd padding the larger part is below and right.
        int down = total(image.height(), height);
        int across = total(image.width(), width);
        return new PlacedWindow(height, width, new Padding(down / 2, across / 2, down - down / 2, across - across / 2));
    }

    /** The window that is the whole image. */
    static PlacedWindow whole(Shape image) {
        return new PlacedWindow(
                new Side(image.height(), 1, 0, 1), new Side(image.width(), 1, 0, 1), new Padding(0, 0, 0, 0));
    }

    /** Pixels from one position to the next, down and across. */
    long[] strides() {
        return new long[] {height.stride(), width.stride()};
    }

    /** Pixels of the window, down and across. */
    long[] kernel() {
        return new long[] {height.kernel(), width.kernel()};
    }

    /** Pixels left out between those of the window, down and across. */
    long[] dilations() {
        return new long[] {height.dilation() - 1, width.dilation() - 1};
    }

    /** Padding above and left of the image. */
    long[] before() {
        return new long[] {padding.top, padding.left};
    }

    /** Padding below and right of the image. */
    long[] after() {
        return new long[] {padding.bottom, padding.right};
    }

    private static int total(int size, Side side) {
        int positions = (size + side.stride() - 1) / side.stride();
        int extent = (side.kernel() - 1) * side.dilation() + 1;
        return Math.max(0, (positions - 1) * side.stride() + extent - size);
    }
}
