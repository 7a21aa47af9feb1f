package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.NetworkKind;
import org.junit.jupiter.api.Test;

class TrainingOperationsTest {
    @Test
    void firstLayerNeedsNoGradientOfItsInput() {
        // 784 x 512 twice; 512 x 512 and 512 x 10 three times
        long multiplyAdds = 2L * 784 * 512 + 3 * (512L * 512 + 512 * 10);

        assertThat(TrainingOperations.perExample(BenchmarkNetworks.of(NetworkKind.MLP)))
                .isEqualTo(2 * multiplyAdds);
    }

    @Test
    void everyConvolutionOfAGraphCounts() {
        long stem = 16L * 9 * 28 * 28;
        long first = 2 * 16L * 16 * 9 * 28 * 28;
        long second = (32L * 16 * 9 + 32L * 32 * 9 + 32L * 16) * 14 * 14;
        long third = (64L * 32 * 9 + 64L * 64 * 9 + 64L * 32) * 7 * 7;

        assertThat(TrainingOperations.perExample(BenchmarkNetworks.of(NetworkKind.RESNET)))
                .isEqualTo(2 * (2 * stem + 3 * (first + second + third + 64 * 10)));
    }

    @Test
    void kernelIsUsedAtEveryPosition() {
        // 28 - 4 = 24, halved 12, - 4 = 8, halved 4: 50 x 4 x 4 = 800 values for the dense layer
        long first = 20L * 5 * 5 * 24 * 24;
        long second = 50L * 20 * 5 * 5 * 8 * 8;
        long dense = 800L * 500 + 500 * 10;

        assertThat(TrainingOperations.perExample(BenchmarkNetworks.of(NetworkKind.LENET)))
                .isEqualTo(2 * (2 * first + 3 * (second + dense)));
    }
}
