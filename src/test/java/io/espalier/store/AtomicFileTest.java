package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path directory;

    @Test
    void makesDirectoriesAndTheFile() {
        Path file = directory.resolve("a/b/file");
        AtomicFile.write(file, out -> out.write('x'));
        assertThat(file).hasContent("x");
    }

    @Test
    void replacesALongerFile() {
        Path file = directory.resolve("file");
        AtomicFile.write(file, out -> out.write("long content".getBytes(StandardCharsets.UTF_8)));
        AtomicFile.write(file, out -> out.write('x'));
        assertThat(file).hasContent("x");
    }

    @Test
    void failureLeavesTheOldContentAndNothingElse() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write('x');
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(UserException.class)
                .hasMessage("Can't write " + file
                        + ": No space left on device; make the place writable, with free space, and start again");
        assertThat(file).hasContent("old");
        assertThat(directory.toFile().list()).containsExactly("file");
    }

    @Test
    void bugOfTheWriterStaysABugAndLeavesNothing() {
        Path file = directory.resolve("file");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    throw new IllegalStateException("bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void leftoverOfACrashIsOverwritten() throws IOException {
        Files.writeString(directory.resolve(".tmp-file"), "half of a longer content");
        AtomicFile.write(directory.resolve("file"), out -> out.write('x'));
        assertThat(directory.resolve("file")).hasContent("x");
        assertThat(directory.toFile().list()).containsExactly("file");
    }
}
