package io.espalier.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second JVM with the class path of this one. */
public final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a main class with a small heap and quickly.
     *
     * @param shell a bash script in which "$@" stands for the command of the JVM
     */
    public static ChildProcess start(String shell, Class<?> main, String... arguments) throws IOException {
        return start(shell, List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), main, arguments);
    }

    /** Starts a main class, with options of the JVM. */
    public static ChildProcess start(String shell, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "bash"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Performance data is a file in the temporary directory: not to be written under a limit on the size of files.
        command.add("-XX:-UsePerfData");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ChildProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    public long pid() {
        return process.pid();
    }

    /** The next line of the output; "" at its end. */
    public String readLine() throws IOException {
        String line = output.readLine();
        return line == null ? "" : line;
    }

    /** All that is left of the output, after the end of the process. */
    public List<String> finish() throws IOException, InterruptedException {
        List<String> lines = output.lines().toList();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("Process does not end; it wrote " + lines);
        }
        return lines;
    }

    public int exitCode() {
        return process.exitValue();
    }

    /**
     * kill -9. By the handle: Process.destroyForcibly also closes the output, of which a part may not have been read.
     */
    public void kill() throws InterruptedException {
        if (!process.toHandle().destroyForcibly()) {
            throw new IllegalStateException("Process " + process.pid() + " can't be killed");
        }
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
