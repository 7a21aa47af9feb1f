package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    private static final long MB = 1L << 20;

    @Test
    void replicaHoldsWeightsGradientMomentsAndTheRowsThatGoThroughIt() {
        // 9 x 4 + 4 + 4 x 3 + 3 = 55 values; a row takes 9 features, 4 hidden and 3 output values.
        Network network = Networks.mlp(Shape.flat(9), List.of(4), Activation.RELU, 0, 3);
        // Adam: 55 (4 + 4 + 8); sgd: 55 (4 + 4).
        assertThat(ProcessMemory.replicaBytes(network, 2, 0)).isEqualTo(880);
        assertThat(ProcessMemory.replicaBytes(network, 0, 0)).isEqualTo(440);
        assertThat(ProcessMemory.replicaBytes(network, 2, 100)).isEqualTo(880 + 6400);
    }

    @Test
    void outputsOfFewRowsAStepAreComputedOf256RowsOrOfWhat8MegabytesHold() {
        // A row takes 4 (9 + 4 + 3) = 64 bytes; 4 (39,993 + 4 + 3) = 160,000, of which 52 fit.
        Network small = Networks.mlp(Shape.flat(9), List.of(4), Activation.RELU, 0, 3);
        Network wide = Networks.mlp(Shape.flat(39_993), List.of(4), Activation.RELU, 0, 3);
        assertThat(ProcessMemory.passRows(small, 32)).isEqualTo(256);
        assertThat(ProcessMemory.passRows(small, 1000)).isEqualTo(1000);
        assertThat(ProcessMemory.passRows(wide, 32)).isEqualTo(52);
        assertThat(ProcessMemory.passRows(wide, 64)).isEqualTo(64);
    }

    @Test
    void processTakesItsHeapAReplicaATaskAnd400Megabytes() {
        ProcessMemory memory = new ProcessMemory(1024 * MB, 4, 350 * MB);
        assertThat(memory.besideHeapBytes()).isEqualTo(1800 * MB);
        assertThat(memory.bytes()).isEqualTo(2824 * MB);
        assertThat(new ProcessMemory(512 * MB, 0, 0).bytes()).isEqualTo(912 * MB);
    }

    @Test
    void largestNetworksAreCountedWithoutOverflow() {
        // 30,000 x 30,000 weights are 900 million values, 16 bytes each.
        Network network = Networks.mlp(Shape.flat(30_000), List.of(30_000), Activation.RELU, 0, 2);
        assertThat(ProcessMemory.replicaBytes(network, 2, 1_000_000))
                .isGreaterThan(16L * 900_000_000 + 4L * 60_000_000_000L);
    }

    @Test
    void processWithoutHeapIsNone() {
        assertThatThrownBy(() -> new ProcessMemory(0, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Heap must be at least 1 byte, replicas and their bytes at least 0: 0, 1, 1");
    }
}
