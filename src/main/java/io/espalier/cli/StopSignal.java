package io.espalier.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns SIGTERM, SIGINT and SIGHUP into a request that the training loop sees between two rounds.
 *
 * <p>A signal handler and not a shutdown hook: Spark's own hook would stop the context while the round still runs. If the round does not
 * end within the grace, the process is halted and the last checkpoint stands.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {
    private static final int SIGNAL_EXIT = 128;

    private final int graceSeconds;
    private final List<Signals.Handling> handled = new ArrayList<>();
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "stop-watchdog");
        thread.setDaemon(true);
        return thread;
    });
    private volatile int received;

    private StopSignal(int graceSeconds) {
        this.graceSeconds = graceSeconds;
    }

    /** Takes over the signals until closed. */
    static StopSignal install(int graceSeconds) {
        StopSignal stop = new StopSignal(graceSeconds);
        for (String signal : List.of("TERM", "INT", "HUP")) {
            stop.handled.add(Signals.handle(signal, stop::receive));
        }
        return stop;
    }

    /** Takes a signal, in a thread of its own: one that comes to be handled when this is closed already stops nothing. */
    synchronized void receive(int number) {
        if (received == 0 && !watchdog.isShutdown()) {
            received = number;
            var unused = watchdog.schedule(() -> Runtime.getRuntime().halt(exitCode()), graceSeconds, TimeUnit.SECONDS);
        }
    }

    @Override
    public boolean getAsBoolean() {
        return received != 0;
    }

    /** 143 after SIGTERM, 130 after SIGINT, 129 after SIGHUP. */
    int exitCode() {
        return SIGNAL_EXIT + received;
    }

    /** Waits for a signal that is being handled: who sees the request may close this before the watchdog is set. */
    @Override
    public synchronized void close() {
        handled.forEach(Signals.Handling::close);
        watchdog.shutdownNow();
    }
}
