package io.espalier.engine;

import io.espalier.network.Shape;
import io.espalier.network.Window;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/**
 * How the values of a signal lie in memory: [rows x blocks of channels x height x width x channels of a block].
 *
 * <p>Blocks of 1 are the plain row-major order. Larger ones are what convolutions are fast on; the places of the last block that no
 * channel fills are always 0.
 *
 * @param block channels of a block: 1, 8 or 16
 */
record SignalFormat(int block) {
    /** Row-major, [rows x channels x height x width]. */
    static final SignalFormat PLAIN = new SignalFormat(1);

    SignalFormat {
        if (block != 1 && block != 8 && block != 16) {
            throw new IllegalArgumentException("Channels of a block must be 1, 8 or 16: " + block);
        }
    }

    /** The format that convolutions of this machine work on. */
    static SignalFormat ofConvolutions() {
        return Chosen.FORMAT;
    }

    /** The channels of a shape and the places that fill the last block. */
    int channels(Shape shape) {
        return (shape.channels() + block - 1) / block * block;
    }

    /** Floats that one row of a shape takes. */
    int floats(Shape shape) {
        return Math.multiplyExact(channels(shape), shape.positions());
    }

    /** Whether a shape lies in this format exactly as in the other. */
    boolean sameAs(SignalFormat other, Shape shape) {
        return block == other.block
                || (shape.positions() == 1
                        && channels(shape) == shape.channels()
                        && other.channels(shape) == shape.channels());
    }

    /** oneDNN's name of it. A plain vector is an image of one pixel, whose channels are neighbours. */
    format_tag tag(Shape shape) {
        return switch (block) {
            case 16 -> format_tag.nChw16c;
            case 8 -> format_tag.nChw8c;
            default -> shape.positions() == 1 ? format_tag.nhwc : format_tag.nchw;
        };
    }

    /** Asked of oneDNN: what it chooses for an ordinary convolution. */
    private static final class Chosen {
        private static final int PROBED_CHANNELS = 64;
        private static final int PROBED_SIZE = 14;
        private static final SignalFormat FORMAT = probe();

        private static SignalFormat probe() {
            Shape shape = new Shape(PROBED_CHANNELS, PROBED_SIZE, PROBED_SIZE);
            Window.Side side = new Window.Side(3, 1, 1, 1);
            PlacedWindow window = PlacedWindow.of(new Window(side, side, false), shape);
            try (Primitives primitives = new Primitives()) {
                memory.desc any = primitives.description(format_tag.any, 1, shape);
                memory.desc chosen = primitives
                        .keep(new org.bytedeco.dnnl.convolution_forward.primitive_desc(
                                primitives.keep(new org.bytedeco.dnnl.convolution_forward.desc(
                                        prop_kind.forward_training,
                                        algorithm.convolution_direct,
                                        any,
                                        primitives.description(format_tag.any, PROBED_CHANNELS, PROBED_CHANNELS, 3, 3),
                                        any,
                                        window.strides(),
                                        window.dilations(),
                                        window.before(),
                                        window.after())),
                                primitives.attributes(),
                                primitives.engine()))
                        .dst_desc();
                primitives.keep(chosen);
                for (int block : new int[] {16, 8}) {
                    SignalFormat format = new SignalFormat(block);
                    if (chosen.equals(primitives.description(format.tag(shape), 1, shape))) {
                        return format;
                    }
                }
                return PLAIN;
            }
        }
    }
}
