package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import org.junit.jupiter.api.Test;

class SignalFormatsTest {
    private static final SignalFormat BLOCKS = new SignalFormat(16);
    private final Network network = ImageNetworks.branches();
    private final SignalFormats formats = new SignalFormats(network, BLOCKS);

    @Test
    void imagesBetweenConvolutionsAreInBlocks() {
        assertThat(formats.of("stem")).isEqualTo(BLOCKS);
        assertThat(formats.of("norm")).isEqualTo(BLOCKS);
        assertThat(formats.of("sum")).isEqualTo(BLOCKS);
        assertThat(formats.of("both")).isEqualTo(SignalFormat.PLAIN);
        assertThat(formats.of("dense1")).isEqualTo(SignalFormat.PLAIN);
        assertThat(formats.read(node("both"), "sum")).isEqualTo(SignalFormat.PLAIN);
        assertThat(formats.read(node("last"), "both")).isEqualTo(BLOCKS);
    }

    @Test
    void onlyAFirstImageOfFewChannelsIsReadAsItIs() {
        assertThat(formats.read(node("stem"), Network.INPUT)).isEqualTo(SignalFormat.PLAIN);
        Network colors = ImageNetworks.byLayer().get("many channels");
        assertThat(new SignalFormats(colors, BLOCKS).read(colors.nodes().get(0), Network.INPUT))
                .isEqualTo(BLOCKS);
    }

    @Test
    void narrowKernelsReadOnlyColouredImagesAsTheyAre() {
        SignalFormat narrow = new SignalFormat(8);
        for (int channels : new int[] {1, 2, 3, 4}) {
            Network images = Networks.lenet(new Shape(channels, 28, 28), Networks.LENET_WIDTHS, Activation.RELU, 10);
            assertThat(new SignalFormats(images, narrow).read(images.nodes().get(0), Network.INPUT))
                    .isEqualTo(channels == 3 ? SignalFormat.PLAIN : narrow);
        }
    }

    @Test
    void flatteningBlocksIsACopy() {
        assertThat(formats.isView(node("flat"))).isFalse();
        assertThat(new SignalFormats(network, SignalFormat.PLAIN).isView(node("flat")))
                .isTrue();
    }

    @Test
    void lastBlockIsFilled() {
        Shape shape = new Shape(18, 3, 2);

        assertThat(BLOCKS.channels(shape)).isEqualTo(32);
        assertThat(BLOCKS.floats(shape)).isEqualTo(32 * 6);
        assertThat(SignalFormat.PLAIN.floats(shape)).isEqualTo(18 * 6);
    }

    @Test
    void wholeBlocksOfOnePixelLieAsAVectorDoes() {
        assertThat(BLOCKS.sameAs(SignalFormat.PLAIN, Shape.flat(32))).isTrue();
        assertThat(BLOCKS.sameAs(SignalFormat.PLAIN, Shape.flat(33))).isFalse();
        assertThat(BLOCKS.sameAs(SignalFormat.PLAIN, new Shape(32, 2, 1))).isFalse();
    }

    @Test
    void rejectsOtherBlocks() {
        assertThatThrownBy(() -> new SignalFormat(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1, 8 or 16: 4");
    }

    private Node node(String name) {
        return network.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
