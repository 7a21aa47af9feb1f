package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;

/** Runs commands that must be refused. */
final class Refusal {
    private Refusal() {}

    /**
     * Asserts that a command ends with exit code 2 and one line on standard error, and leaves a directory as it was.
     *
     * @return assertions on the line, without the name of the program
     */
    static AbstractStringAssert<?> of(Path directory, String... arguments) {
        List<Path> before = files(directory);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(arguments, new PrintStream(new ByteArrayOutputStream()), stream(err));
        String text = err.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isEqualTo(2);
        assertThat(text).hasLineCount(1).startsWith("espalier: ").endsWith("\n").doesNotContain("Exception");
        assertThat(files(directory)).as("left behind").isEqualTo(before);
        return assertThat(text.strip().substring("espalier: ".length()));
    }

    static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
