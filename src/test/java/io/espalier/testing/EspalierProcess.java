package io.espalier.testing;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line in a JVM of its own, as the launcher starts it, with the class path of this one. */
public final class EspalierProcess implements AutoCloseable {
    /** The fast compiler only: processes that live for seconds end before the other one pays, and it takes its time from others. */
    static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private static final int PATIENCE_SECONDS = 300;
    private static final int POLL_MILLIS = 20;

    private final Process process;
    private final Path out;
    private final Path err;

    private EspalierProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts a command.
     *
     * @param directory for output and log files; made if missing
     */
    public static EspalierProcess start(Path directory, String... arguments) throws IOException {
        return startIn("exec \"$@\"", directory, arguments);
    }

    /**
     * Starts a command under a shell.
     *
     * @param shell a bash script in which "$@" stands for the command of the JVM
     * @param directory for output and log files; made if missing
     */
    public static EspalierProcess startIn(String shell, Path directory, String... arguments) throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "bash"));
        command.addAll(java());
        // Performance data is a file, see ulimit.
        command.addAll(List.of("-Xmx1g", QUICK_START, "-XX:-UsePerfData"));
        command.addAll(List.of("-Dlog4j2.configurationFile=conf/log4j2.properties"));
        command.add("-Despalier.log=" + directory.resolve("espalier.log"));
        // A killed process leaves its temporary files.
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")));
        command.addAll(List.of("-cp", classPath(), "io.espalier.cli.Main"));
        command.addAll(Arrays.asList(arguments));
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        setEnvironment(builder.environment(), directory);
        return new EspalierProcess(builder.start(), out, err);
    }

    /** The java of this JVM, with the packages that it opens. */
    static List<String> java() {
        Stream<String> opened = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"));
        String program = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.concat(Stream.of(program), opened).toList();
    }

    /** The class path of this JVM; absolute, because executors have directories of their own. */
    static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What the launcher sets, unless it is set. */
    private static void setEnvironment(Map<String, String> environment, Path directory) throws IOException {
        environment.putIfAbsent("OMP_WAIT_POLICY", "passive");
        environment.putIfAbsent("OMP_NUM_THREADS", "1");
        environment.putIfAbsent("OPENBLAS_NUM_THREADS", "1");
        environment.putIfAbsent("SPARK_SCALA_VERSION", "2.12");
        if (!environment.containsKey("SPARK_HOME")) {
            Files.createDirectories(directory.resolve("spark-home/jars"));
            environment.put("SPARK_HOME", directory.resolve("spark-home").toString());
        }
    }

    /** Waits until a file of the only run under an output directory holds a text, which it does while the process lives. */
    public Path awaitInRun(Path output, String file, String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            boolean alive = !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (Files.isDirectory(output)) {
                try (var runs = Files.list(output)) {
                    var run = runs.findFirst();
                    if (run.isPresent() && contains(run.get().resolve(file), text)) {
                        return run.get();
                    }
                }
            }
            if (!alive) {
                throw new IOException("Process ended with " + process.exitValue() + " before " + file + " had " + text
                        + ": " + errors());
            }
        }
        throw new IOException("No " + text + " in " + file + " after " + PATIENCE_SECONDS + " s: " + output());
    }

    /** Waits until standard error holds a text, which it does while the process lives. */
    public void awaitError(String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean alive = true;
        while (!errors().contains(text)) {
            if (!alive || System.nanoTime() > deadline) {
                throw new IOException("No " + text + " on standard error: " + errors());
            }
            alive = !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean contains(Path file, String text) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(text);
    }

    /** Sends a signal: TERM, INT, KILL. */
    public void signal(String name) throws IOException, InterruptedException {
        signal(name, process.toHandle());
    }

    /** Sends a signal to any process: STOP, CONT, SEGV and those that end it. */
    public static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " ended with " + code);
        }
    }

    /** kill -9. */
    public void kill() throws IOException, InterruptedException {
        signal("KILL");
        exitCode();
    }

    /** Waits for the end. */
    public int exitCode() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("Process does not end; it wrote " + output() + errors());
        }
        return process.exitValue();
    }

    /** Waits for the end, for a moment only; true when it has come. */
    public boolean hasEnded() throws InterruptedException {
        return hasEndedWithin(POLL_MILLIS);
    }

    /** Waits for the end, so many milliseconds at most; true when it has come. */
    public boolean hasEndedWithin(int millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** What stands on standard output so far. */
    public String output() throws IOException {
        return Files.readString(out);
    }

    /** What stands on standard error so far. */
    public String errors() throws IOException {
        return Files.readString(err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
