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
    void whatIsHeldIsAliveAtTheNextFullCollection() {
        try (HeapWatch watch = HeapWatch.begin()) {
            byte[] held = new byte[HELD_BYTES];
            // The JVM tells listeners from a thread of its own; the next one but one began after the array was made.
            int next = watch.collections() + 2;
            while (watch.collections() < next) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }

            assertThat(watch.peakBytes())
                    .isGreaterThanOrEqualTo(held.length)
                    .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
        }
    }
}
