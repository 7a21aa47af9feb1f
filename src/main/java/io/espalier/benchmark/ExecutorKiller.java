package io.espalier.benchmark;

import io.espalier.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

/**
 * Kills executors, with no chance to end in order, at random moments, from a thread of its own. Only of {@code local-cluster}, whose executors
 * are processes below this one; on Linux.
 */
final class ExecutorKiller implements AutoCloseable {
    private static final double NANOS = 1e9;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final SplitMix64 random;
    private final double[] moments;
    private final Thread thread;
    private final AtomicInteger killed = new AtomicInteger();
    private volatile boolean closed;

    private ExecutorKiller(int kills, double seconds, long seed) {
        random = new SplitMix64(seed);
        moments = DoubleStream.generate(() -> seconds * random.nextDouble())
                .limit(kills)
                .sorted()
                .toArray();
        thread = new Thread(this::kill, "executor-killer");
        thread.setDaemon(true);
    }

    /**
     * Begins to kill.
     *
     * @param kills at moments drawn evenly
     * @param seconds from now, in which they lie
     * @param seed of moments and of the choice among executors
     */
    static ExecutorKiller begin(int kills, double seconds, long seed) {
        ExecutorKiller killer = new ExecutorKiller(kills, seconds, seed);
        killer.thread.start();
        return killer;
    }

    /** Executors killed so far. */
    int killed() {
        return killed.get();
    }

    private void kill() {
        long begun = System.nanoTime();
        for (double moment : moments) {
            while (!closed && System.nanoTime() - begun < moment * NANOS) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            killOne();
        }
    }

    /** Where all are dead just now, the next one that is started. */
    private void killOne() {
        while (!closed) {
            List<ProcessHandle> executors = executors();
            if (!executors.isEmpty()
                    && executors.get(random.nextInt(executors.size())).destroyForcibly()) {
                killed.incrementAndGet();
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .descendants()
                .filter(ExecutorKiller::isExecutor)
                .sorted(Comparator.comparingLong(ProcessHandle::pid))
                .toList();
    }

    /** By all of its command line, of which Java's own view shows the beginning only. */
    private static boolean isExecutor(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains("CoarseGrainedExecutorBackend");
        } catch (IOException e) {
            return false; // It has ended.
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
