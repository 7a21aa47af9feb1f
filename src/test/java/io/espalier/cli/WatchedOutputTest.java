package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WatchedOutputTest {
    @Test
    void whatIsWrittenArrives() {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        WatchedOutput output = new WatchedOutput(target);
        new PrintStream(output, true, StandardCharsets.UTF_8).println("größe");
        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("größe");
        assertThatCode(output::requireWritten).doesNotThrowAnyException();
    }

    @Test
    void firstFailureIsTheReasonAndWhatFollowsIsDropped() {
        Failing target = new Failing("No space left on device");
        WatchedOutput output = new WatchedOutput(target);
        output.write(1);
        output.write(2);
        output.flush();
        assertThat(target.attempts).isEqualTo(1);
        assertThatThrownBy(output::requireWritten)
                .isInstanceOf(UserException.class)
                .hasMessage("Can't write the output: No space left on device");
    }

    @Test
    void closedPipeIsNoFailure() {
        WatchedOutput output = new WatchedOutput(new Failing("Broken pipe"));
        output.write(1);
        assertThatCode(output::requireWritten).doesNotThrowAnyException();
    }

    private static final class Failing extends OutputStream {
        private final String reason;
        private int attempts;

        Failing(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int value) throws IOException {
            attempts++;
            throw new IOException(reason);
        }
    }
}
