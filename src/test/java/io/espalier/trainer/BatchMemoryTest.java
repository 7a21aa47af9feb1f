package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {
    @Test
    void stepsTakeHalfOfTheHeapAndRoomForOneRowMore() {
        // Two tasks have 250,000 bytes each; a row of 99 features and a label takes 400.
        assertThat(new BatchMemory(network(99), 2, 1_000_000).stepRows()).isEqualTo(625 - 1);
    }

    @Test
    void arrayHasAtMostTwoToThe31Values() {
        // (2^31 - 1 - 8) / 1,000,000 rows.
        assertThat(new BatchMemory(network(1_000_000), 1, Long.MAX_VALUE).stepRows())
                .isEqualTo(2147 - 1);
    }

    @Test
    void rowsInTheNetworkTakeItsFeaturesAndTheOutputsOfAllItsLayers() {
        // 99 features, 4 units of the hidden layer, 3 classes: 424 bytes.
        assertThat(new BatchMemory(network(99), 2, 848_000).microBatchRows()).isEqualTo(1000);
    }

    @Test
    void heapWithoutRoomForARowHasNone() {
        BatchMemory none = new BatchMemory(network(99), 1, 100);
        assertThat(none.stepRows()).isZero();
        assertThat(none.microBatchRows()).isZero();
        assertThatThrownBy(() -> new BatchMemory(network(99), 0, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Replicas and bytes must be at least 1: 0, 100");
    }

    private static Network network(int features) {
        return Networks.mlp(Shape.flat(features), List.of(4), Activation.RELU, 0, 3);
    }
}
