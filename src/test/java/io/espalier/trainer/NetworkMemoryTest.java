package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkMemoryTest {
    @Test
    void driverHoldsFourCopiesOfWeightsAndAveragedMoments() {
        // 4 bytes x 1,000 values x 4 copies x (weights and two moments)
        assertThat(new NetworkMemory(1000, 2, false).driverBytes()).isEqualTo(48_000);
        assertThat(new NetworkMemory(1000, 0, false).driverBytes()).isEqualTo(16_000);
    }

    @Test
    void outerMomentumIsHeldBeforeAndAfterTheRound() {
        assertThat(new NetworkMemory(1000, 0, true).driverBytes()).isEqualTo(24_000);
    }

    @Test
    void executorHoldsTheTaskOnceAndOneContributionATask() {
        assertThat(new NetworkMemory(1000, 2, false).executorBytes(1)).isEqualTo(24_000);
        assertThat(new NetworkMemory(1000, 2, false).executorBytes(3)).isEqualTo(48_000);
    }

    @Test
    void largestNetworksAreCountedWithoutOverflow() {
        assertThat(new NetworkMemory(Integer.MAX_VALUE, 2, true).driverBytes()).isEqualTo(4L * Integer.MAX_VALUE * 14);
    }
}
