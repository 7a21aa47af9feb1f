package io.espalier.cli;

import io.espalier.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Standard output that remembers why it could not be written: a {@link java.io.PrintStream} on it keeps silent about that.
 *
 * <p>A run is worth more than what it prints: nothing is thrown while a command works. What comes after the first failure is dropped.
 * Not safe for use by several threads, as little as any stream; a print stream around it is.
 */
final class WatchedOutput extends OutputStream {
    /** What the operating system says when nobody reads any more. */
    private static final String CLOSED_PIPE = "Broken pipe";

    private final OutputStream target;
    private Optional<IOException> failure = Optional.empty();

    /** Output that goes to a stream. */
    WatchedOutput(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        attempt(() -> target.write(bytes, offset, length));
    }

    @Override
    public void flush() {
        attempt(target::flush);
    }

    private void attempt(Attempt attempt) {
        if (failure.isPresent()) {
            return;
        }
        try {
            attempt.run();
        } catch (IOException e) {
            failure = Optional.of(e);
        }
    }

    /**
     * Refuses an output that is not complete.
     *
     * @throws UserException unless all was written, or the reader closed a pipe because it had enough
     */
    void requireWritten() {
        failure.filter(cause -> !String.valueOf(cause.getMessage()).contains(CLOSED_PIPE))
                .ifPresent(cause -> {
                    throw new UserException("Can't write the output: " + cause.getMessage(), cause);
                });
    }

    private interface Attempt {
        void run() throws IOException;
    }
}
