package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.Window.Padding;
import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Shape;
import org.junit.jupiter.api.Test;

class WindowTest {
    @Test
    void sameSizeKeepsTheImageAndPadsTheEndMore() {
        // 5 windows of 4 rows, 1 apart, reach over 8 rows: 3 more than there are; 5 of 2 columns over 6: 1 more.
        Window window = Window.of(convolution(4, 2, 1, 1), new Shape(1, 5, 5));

        assertThat(window.padding()).isEqualTo(new Padding(1, 0, 2, 1));
    }

    @Test
    void sameSizeCountsStrideAndDilation() {
        // ceil(7 / 2) = 4 windows of (3 - 1) 2 + 1 = 5 rows, 2 apart, reach over 11 rows: 4 more than there are.
        Window window = Window.of(convolution(3, 3, 2, 2), new Shape(1, 7, 7));

        assertThat(window.padding()).isEqualTo(new Padding(2, 2, 2, 2));
        assertThat(window.dilations()).containsExactly(1, 1);
    }

    @Test
    void sameSizeNeedsNoPaddingWhereWindowsLeaveRowsOut() {
        Window window = Window.of(new Layer.Pooling(Layer.Pooling.Kind.MAX, 1, 2, 0, true), new Shape(1, 8, 8));

        assertThat(window.padding()).isEqualTo(new Padding(0, 0, 0, 0));
    }

    @Test
    void givenPaddingIsOnAllSides() {
        Window window = Window.of(new Layer.Pooling(Layer.Pooling.Kind.MAX, 3, 2, 1, false), new Shape(1, 8, 8));

        assertThat(window.padding()).isEqualTo(new Padding(1, 1, 1, 1));
        assertThat(window.kernel()).containsExactly(3, 3);
        assertThat(window.strides()).containsExactly(2, 2);
    }

    private static Layer.Convolution convolution(int height, int width, int stride, int dilation) {
        return new Layer.Convolution(1, height, width, stride, 0, dilation, true, Activation.IDENTITY, true);
    }
}
