package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeapWatchIT {
    private static final int BYTES = 64 << 20;
    /** What else may come or go in this JVM meanwhile. */
    private static final int NOISE = 16 << 20;

    @Test
    @Timeout(60)
    void onlyWhatIsHeldIsAliveAtFullCollections() {
        long empty = peakBytes(0);
        long held = peakBytes(BYTES);
        assertThat(held - empty).isBetween((long) BYTES - NOISE, (long) BYTES + NOISE);
        assertThat(peakBytes(0) - empty).isBetween(-(long) NOISE, (long) NOISE);
    }

    private static long peakBytes(int heldBytes) {
        try (HeapWatch watch = HeapWatch.begin()) {
            byte[] held = new byte[heldBytes];
            // The JVM tells listeners from a thread of its own; the next one but one began after the array was made.
            int next = watch.collections() + 2;
            while (watch.collections() < next) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            Reference.reachabilityFence(held);
            return watch.peakBytes();
        }
    }
}
