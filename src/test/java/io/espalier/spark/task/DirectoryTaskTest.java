package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an executor says of a directory. */
class DirectoryTaskTest {
    private static final String ANSWER = new DirectoryTask.Answer("7", "host", "").file();

    @TempDir
    Path directory;

    @Test
    void directoryOfTheDriverIsWritten() throws IOException {
        Files.writeString(directory.resolve(DirectoryTask.QUESTION), directory.toString());
        assertThat(problem(directory)).isEmpty();
        assertThat(directory.resolve(".preflight-7")).exists();
    }

    @Test
    void missingDirectoryIsToldFromAnother() throws IOException {
        assertThat(problem(directory.resolve("none"))).isEqualTo("there is no such directory");
        assertThat(problem(directory)).isEqualTo("another directory is there");
        Files.writeString(directory.resolve(DirectoryTask.QUESTION), "/elsewhere");
        assertThat(problem(directory)).isEqualTo("another directory is there");
        assertThat(directory.resolve(ANSWER)).doesNotExist();
    }

    @Test
    void reasonWhyItCanNotBeWrittenIsTheSystems() throws IOException {
        Files.writeString(directory.resolve(DirectoryTask.QUESTION), directory.toString());
        Files.createDirectory(directory.resolve(ANSWER));
        assertThat(problem(directory)).isEqualTo("Is a directory");
    }

    private static String problem(Path path) {
        return new DirectoryTask(path.toString()).problem(ANSWER);
    }
}
