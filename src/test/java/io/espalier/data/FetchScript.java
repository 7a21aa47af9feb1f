package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A script that fetches a data set, with programs that stand in for the real npm and node: no network.
 *
 * @param path of the script
 * @param directory for the programs
 */
record FetchScript(String path, Path directory) {
    /** What a script did; its output is that of both streams. */
    record Result(int exitCode, String output) {}

    /** Puts an npm in place that runs shell commands, and a node that does nothing. */
    void npm(String commands) throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        program(bin.resolve("npm"), commands);
        program(bin.resolve("node"), "exit 0");
    }

    private static void program(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", path));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", directory.resolve("bin") + ":", (path, bin) -> bin + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
