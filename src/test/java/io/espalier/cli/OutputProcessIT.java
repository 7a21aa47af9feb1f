package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.testing.EspalierProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard output that takes nothing: a full disk, and a reader that has gone. */
class OutputProcessIT {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "doctor --json", "--version", "train --help"})
    void outputThatIsLostIsOneLineAndNoSuccess(String command) throws Exception {
        assumeThat(FULL).exists();
        try (EspalierProcess process = EspalierProcess.startIn("exec \"$@\" >" + FULL, directory, command.split(" "))) {
            assertThat(process.exitCode()).isEqualTo(2);
            assertThat(process.errors()).isEqualTo("espalier: Can't write the output: No space left on device\n");
        }
    }

    @Test
    void readerThatHasEnoughIsNoMistake() throws Exception {
        Path code = directory.resolve("code");
        try (EspalierProcess process = EspalierProcess.startIn(
                "set -o pipefail; (\"$@\"; echo $? >" + code + ") | true", directory, "doctor", "--json")) {
            assertThat(process.exitCode()).isZero();
            assertThat(process.errors()).isEmpty();
            assertThat(Files.readString(code)).isEqualTo("0\n");
        }
    }
}
