package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.PlacedWindow.Padding;
import io.espalier.network.Shape;
import io.espalier.network.Window;
import io.espalier.network.Window.Side;
import org.junit.jupiter.api.Test;

class PlacedWindowTest {
    @Test
    void sameSizeKeepsTheImageAndPadsTheEndMore() {
        // 5 windows of 4 rows, 1 apart, reach over 8 rows: 3 more than there are; 5 of 2 columns over 6: 1 more.
        PlacedWindow window = PlacedWindow.of(same(new Side(4, 1, 0, 1), new Side(2, 1, 0, 1)), new Shape(1, 5, 5));

        assertThat(window.padding()).isEqualTo(new Padding(1, 0, 2, 1));
    }

    @Test
    void sameSizeCountsStrideAndDilation() {
        // ceil(7 / 2) = 4 windows of (3 - 1) 2 + 1 = 5 rows, 2 apart, reach over 11 rows: 4 more than there are.
        Side side = new Side(3, 2, 0, 2);
        PlacedWindow window = PlacedWindow.of(same(side, side), new Shape(1, 7, 7));

        assertThat(window.padding()).isEqualTo(new Padding(2, 2, 2, 2));
        assertThat(window.dilations()).containsExactly(1, 1);
    }

    @Test
    void sameSizeNeedsNoPaddingWhereWindowsLeaveRowsOut() {
        Side side = new Side(1, 2, 0, 1);
        PlacedWindow window = PlacedWindow.of(same(side, side), new Shape(1, 8, 8));

        assertThat(window.padding()).isEqualTo(new Padding(0, 0, 0, 0));
    }

    @Test
    void givenPaddingIsOnAllSides() {
        Window given = new Window(new Side(3, 2, 1, 1), new Side(4, 1, 2, 1), false);
        PlacedWindow window = PlacedWindow.of(given, new Shape(1, 8, 8));

        assertThat(window.padding()).isEqualTo(new Padding(1, 2, 1, 2));
        assertThat(window.kernel()).containsExactly(3, 4);
        assertThat(window.strides()).containsExactly(2, 1);
    }

    private static Window same(Side height, Side width) {
        return new Window(height, width, true);
    }
}
