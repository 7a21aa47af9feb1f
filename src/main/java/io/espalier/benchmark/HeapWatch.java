package io.espalier.benchmark;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Watches the heap of this JVM: what is in use right after a full collection is what is alive.
 *
 * <p>Collections that the JVM makes by itself mostly look at young objects alone, and count dead old ones as in use: so full ones are
 * asked for, one after the other, and only those are looked at. What they cost is in the wall time of what is watched.
 */
final class HeapWatch implements NotificationListener, AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String ASKED = "System.gc()";

    private final Set<String> heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    private final List<NotificationEmitter> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(NotificationEmitter.class::isInstance)
            .map(NotificationEmitter.class::cast)
            .toList();
    private final AtomicLong peak = new AtomicLong();
    private final Thread asking = new Thread(this::ask, "heap-watch");
    private final AtomicInteger collections = new AtomicInteger();

    /** Begins to watch. */
    static HeapWatch begin() {
        HeapWatch watch = new HeapWatch();
        watch.collectors.forEach(collector -> collector.addNotificationListener(watch, null, null));
        watch.asking.setDaemon(true);
        watch.asking.start();
        return watch;
    }

    private void ask() {
        while (!Thread.currentThread().isInterrupted()) {
            System.gc();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GarbageCollectionNotificationInfo collection =
                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
            if (collection.getGcCause().equals(ASKED)) {
                long used = collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> heapPools.contains(pool.getKey()))
                        .mapToLong(pool -> pool.getValue().getUsed())
                        .sum();
                peak.accumulateAndGet(used, Math::max);
                collections.incrementAndGet();
            }
        }
    }

    /** Most bytes alive at a full collection so far; 0 before the first. */
    long peakBytes() {
        return peak.get();
    }

    /** Full collections so far. */
    int collections() {
        return collections.get();
    }

    @Override
    public void close() {
        asking.interrupt();
        for (NotificationEmitter collector : collectors) {
            try {
                collector.removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException("The listener was added in the beginning", e);
            }
        }
    }
}
