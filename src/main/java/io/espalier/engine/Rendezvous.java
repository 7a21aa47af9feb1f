package io.espalier.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where threads wait for each other, again and again.
 *
 * <p>A thread that waits looks for a short while before it sleeps: parts of a step end within microseconds of each other, and waking takes
 * longer than that. Nobody who waits can be interrupted.
 */
final class Rendezvous {
    private static final int LOOKS = 20_000;

    private final int parties;
    private final AtomicInteger arrived = new AtomicInteger();
    private final Object lock = new Object();
    private volatile int meetings;

    Rendezvous(int parties) {
        this.parties = parties;
    }

    /** Returns when all have come. What each did before is seen by all after. */
    void meet() {
        int before = meetings;
        if (arrived.incrementAndGet() == parties) {
            arrived.set(0);
            synchronized (lock) {
                meetings = before + 1;
                lock.notifyAll();
            }
            return;
        }
        for (int look = 0; look < LOOKS; look++) {
            if (meetings != before) {
                return;
            }
            Thread.onSpinWait();
        }
        sleep(before);
    }

    private void sleep(int before) {
        boolean interrupted = false;
        synchronized (lock) {
            while (meetings == before) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
