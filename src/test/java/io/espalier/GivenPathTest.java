package io.espalier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenPathTest {
    /** Neither a file nor a directory, on every system that Espalier runs on. */
    private static final Path DEVICE = Path.of("/dev/null");

    @TempDir
    Path directory;

    @Test
    void aPathStaysAsItWasGiven() {
        assertThat(GivenPath.of("some/../relative path", "--output")).hasToString("some/../relative path");
        assertThat(GivenPath.of("/absolute", "--output")).isEqualTo(Path.of("/absolute"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''         | data.path must not be empty",
                "' '        | data.path must not be empty",
                "s3a://b/k  | data.path must be a path on this machine: s3a://b/k",
                "file:///a  | data.path must be a path on this machine: file:///a",
            })
    void whatIsNoPathOnThisMachineIsRefused(String text, String message) {
        assertThatThrownBy(() -> GivenPath.of(text, "data.path"))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    @Test
    void whatThisSystemCantNameIsRefused() {
        assertThatThrownBy(() -> GivenPath.of("a\0b", "SCORES"))
                .isInstanceOf(UserException.class)
                .hasMessage("SCORES is no path on this system (Nul character not allowed): a\0b");
    }

    @Test
    void devicesAreRefused() {
        assertThatThrownBy(() -> GivenPath.refuseSpecial(DEVICE, "Job file"))
                .isInstanceOf(UserException.class)
                .hasMessage("Job file must be a regular file or directory: /dev/null");
    }

    @Test
    void filesDirectoriesAndNothingAreNothingSpecial() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");

        for (Path path : new Path[] {file, directory, directory.resolve("missing")}) {
            assertThatCode(() -> GivenPath.refuseSpecial(path, "Job file")).doesNotThrowAnyException();
        }
    }

    @Test
    void aTableOnThisMachineMustBeThere() {
        String missing = directory.resolve("missing").toString();

        assertThatThrownBy(() -> GivenPath.requireTable(missing, "SCORES"))
                .isInstanceOf(UserException.class)
                .hasMessage("SCORES: there is no file or directory " + missing);
        assertThatThrownBy(() -> GivenPath.requireTable(DEVICE.toString(), "SCORES"))
                .isInstanceOf(UserException.class)
                .hasMessage("SCORES must be a regular file or directory: /dev/null");
        assertThatCode(() -> GivenPath.requireTable(directory.toString(), "SCORES"))
                .doesNotThrowAnyException();
    }

    @Test
    void aTableElsewhereIsLeftToSpark() {
        assertThatCode(() -> GivenPath.requireTable("hdfs://host/table", "SCORES"))
                .doesNotThrowAnyException();
    }
}
