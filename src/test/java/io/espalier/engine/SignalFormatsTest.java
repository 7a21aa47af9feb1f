package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import org.junit.jupiter.api.Test;

class SignalFormatsTest {
    private final Network network = ImageNetworks.branches();
    private final SignalFormats formats = new SignalFormats(network);

    @Test
    void imagesBetweenConvolutionsHaveTheirChannelsLast() {
        assertThat(formats.of("stem")).isEqualTo(SignalFormat.CHANNELS_LAST);
        assertThat(formats.of("norm")).isEqualTo(SignalFormat.CHANNELS_LAST);
        assertThat(formats.of("sum")).isEqualTo(SignalFormat.CHANNELS_LAST);
        assertThat(formats.of("both")).isEqualTo(SignalFormat.PLAIN);
        assertThat(formats.of("dense1")).isEqualTo(SignalFormat.PLAIN);
        assertThat(formats.read(node("stem"), Network.INPUT)).isEqualTo(SignalFormat.CHANNELS_LAST);
        assertThat(formats.read(node("both"), "sum")).isEqualTo(SignalFormat.PLAIN);
        assertThat(formats.read(node("last"), "both")).isEqualTo(SignalFormat.CHANNELS_LAST);
    }

    @Test
    void flatteningAnImageIsACopy() {
        assertThat(formats.isView(node("flat"))).isFalse();
    }

    @Test
    void onePixelAndOneChannelLieAlikeInBoth() {
        assertThat(SignalFormat.CHANNELS_LAST.sameAs(SignalFormat.PLAIN, Shape.flat(33)))
                .isTrue();
        assertThat(SignalFormat.PLAIN.sameAs(SignalFormat.CHANNELS_LAST, new Shape(1, 28, 28)))
                .isTrue();
        assertThat(SignalFormat.CHANNELS_LAST.sameAs(SignalFormat.PLAIN, new Shape(2, 1, 2)))
                .isFalse();
    }

    private Node node(String name) {
        return network.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
