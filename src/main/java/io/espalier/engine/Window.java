package io.espalier.engine;

import io.espalier.network.Layer;
import io.espalier.network.Shape;

/**
 * The windows that a convolution or a pooling moves over an image.
 *
 * @param dilation distance between neighbouring pixels of a window
 */
record Window(int height, int width, int stride, int dilation, Padding padding) {
    /** Pixels added around an image. */
    record Padding(int top, int left, int bottom, int right) {}

    /** The windows of a convolution over an image. */
    static Window of(Layer.Convolution c, Shape image) {
        Padding padding = c.same()
                ? same(image, c.kernelHeight(), c.kernelWidth(), c.stride(), c.dilation())
                : new Padding(c.padding(), c.padding(), c.padding(), c.padding());
        return new Window(c.kernelHeight(), c.kernelWidth(), c.stride(), c.dilation(), padding);
    }

    /** The windows of a pooling over an image. */
    static Window of(Layer.Pooling p, Shape image) {
        Padding padding = p.same()
                ? same(image, p.kernel(), p.kernel(), p.stride(), 1)
                : new Padding(p.padding(), p.padding(), p.padding(), p.padding());
        return new Window(p.kernel(), p.kernel(), p.stride(), 1, padding);
    }

    /** The one window that is the whole image. */
    static Window whole(Shape image) {
        return new Window(image.height(), image.width(), 1, 1, new Padding(0, 0, 0, 0));
    }

    /** Steps between windows, down and across. */
    long[] strides() {
        return new long[] {stride, stride};
    }

    /** Pixels of a window, down and across. */
    long[] kernel() {
        return new long[] {height, width};
    }

    /** Pixels left out between those of a window, down and across. */
    long[] dilations() {
        return new long[] {dilation - 1, dilation - 1};
    }

    /** Padding above and left of the image. */
    long[] before() {
        return new long[] {padding.top, padding.left};
    }

    /** Padding below and right of the image. */
    long[] after() {
        return new long[] {padding.bottom, padding.right};
    }

    /** DL4J's mode Same: output size is ceil(input / stride), and of an odd padding the larger part is below and right. */
    private static Padding same(Shape image, int height, int width, int stride, int dilation) {
        int down = total(image.height(), height, stride, dilation);
        int across = total(image.width(), width, stride, dilation);
        return new Padding(down / 2, across / 2, down - down / 2, across - across / 2);
    }

    private static int total(int size, int kernel, int stride, int dilation) {
        int windows = (size + stride - 1) / stride;
        int extent = (kernel - 1) * dilation + 1;
        return Math.max(0, (windows - 1) * stride + extent - size);
    }
}
