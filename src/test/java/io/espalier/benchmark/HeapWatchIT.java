package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeapWatchIT {
    private static final int HELD_BYTES = 32 << 20;

    @Test
    @Timeout(60)
    void whatIsHeldIsInUseAfterACollection() {
        try (HeapWatch watch = HeapWatch.begin()) {
            byte[] held = new byte[HELD_BYTES];
            System.gc();
            // The JVM tells listeners from a thread of its own.
            while (watch.collections() == 0) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }

            assertThat(watch.peakBytes())
                    .isGreaterThanOrEqualTo(held.length)
                    .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
        }
    }
}
