package io.espalier.benchmark;

import static io.espalier.Words.word;

import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.NetworkKind;
import java.util.List;

/** The networks whose speed is measured, for made-up images of 28 x 28 and ten classes. */
final class BenchmarkNetworks {
    /** Units of the hidden layers of the multilayer perceptron. */
    static final List<Integer> MLP_WIDTHS = List.of(512, 512);

    private static final Shape IMAGE = new Shape(1, SyntheticImages.SIDE, SyntheticImages.SIDE);

    private BenchmarkNetworks() {}

    /**
     * mlp: 784-512-512-10; lenet: 20 and 50 channels, 500 units; resnet: 16, 32 and 64 channels.
     *
     * @throws IllegalArgumentException if it is another kind
     */
    static Network of(NetworkKind kind) {
        return switch (kind) {
            case MLP -> Networks.mlp(
                    Shape.flat(SyntheticImages.PIXELS), MLP_WIDTHS, Activation.RELU, 0, SyntheticImages.CLASSES);
            case LENET -> Networks.lenet(IMAGE, Networks.LENET_WIDTHS, Activation.RELU, SyntheticImages.CLASSES);
            case RESNET -> Networks.resnet(IMAGE, Networks.RESNET_WIDTHS, Activation.RELU, SyntheticImages.CLASSES);
            case DL4J, MODEL -> throw new IllegalArgumentException(
                    "Network must be mlp, lenet or resnet: " + word(kind));
        };
    }
}
