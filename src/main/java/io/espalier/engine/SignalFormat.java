package io.espalier.engine;

import io.espalier.network.Shape;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * How the values of a signal lie in memory.
 *
 * <p>oneDNN has a third order, blocks of 16 channels, whose last block is filled up: a convolution from 20 to 50 channels computes there
 * as one from 32 to 64 does, and falls to reference kernels at some numbers of channels.
 */
enum SignalFormat {
    /** Row-major, [rows x channels x height x width]. */
    PLAIN,
    /** What convolutions are fast on: [rows x height x width x channels]. */
    CHANNELS_LAST;

    /** Whether a shape lies in this format exactly as in the other. */
    boolean sameAs(SignalFormat other, Shape shape) {
        return this == other || shape.positions() == 1 || shape.channels() == 1;
    }

    /** oneDNN's name of it. A plain vector is an image of one pixel, whose channels are neighbours. */
    format_tag tag(Shape shape) {
        return sameAs(CHANNELS_LAST, shape) ? format_tag.nhwc : format_tag.nchw;
    }
}
