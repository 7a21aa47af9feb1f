package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** This process gets the signals itself: one that is not handled ends it. */
@DisabledOnOs(OS.WINDOWS)
class StopSignalTest {
    private static final int GRACE_SECONDS = 3600;
    private static final int PATIENCE_SECONDS = 10;
    private static final int RACES = 300;

    @ParameterizedTest
    @CsvSource({"TERM, 15", "INT, 2", "HUP, 1"})
    void signalIsARequestToStopWithAnExitCodeOfItsOwn(String name, int number) throws Exception {
        assumeThat(isIgnored(number))
                .as(name + " ignored, as in a background job")
                .isFalse();
        try (StopSignal stop = StopSignal.install(GRACE_SECONDS)) {
            assertThat(stop.getAsBoolean()).isFalse();
            String self = Long.toString(ProcessHandle.current().pid());
            assertThat(new ProcessBuilder("kill", "-" + name, self).start().waitFor())
                    .isZero();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!stop.getAsBoolean() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(stop.getAsBoolean()).isTrue();
            assertThat(stop.exitCode()).isEqualTo(128 + number);
        }
    }

    /** As it happens to one that was already on its way to the handler. */
    @Test
    void signalAfterTheEndChangesNothing() {
        StopSignal stop = StopSignal.install(GRACE_SECONDS);
        stop.close();

        stop.receive(15);

        assertThat(stop.getAsBoolean()).isFalse();
    }

    /** Who sees the request may be done at once, and close. */
    @Test
    void whoSeesTheRequestMayCloseAtOnce() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < RACES; i++) {
            StopSignal stop = StopSignal.install(GRACE_SECONDS);
            Thread signal = new Thread(() -> stop.receive(15));
            signal.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
            signal.start();
            while (!stop.getAsBoolean()) {
                Thread.onSpinWait();
            }
            stop.close();
            signal.join();
        }
        assertThat(failure.get()).isNull();
    }

    /** What was ignored when this process began stays so, and its signals never arrive. */
    private static boolean isIgnored(int number) throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> (number - 1) & 1) != 0);
    }
}
