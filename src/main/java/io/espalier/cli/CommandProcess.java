package io.espalier.cli;

import io.espalier.spark.SparkSettings;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A command of this program in a process of its own, with the class path and the options of this one and a heap of its own.
 *
 * @param heapMegabytes its heap
 * @param directory for its log and its errors
 */
record CommandProcess(int heapMegabytes, Path directory) {
    /** Options that a second process can't share, or has of its own. */
    private static final List<String> OWN = List.of("-Xmx", "-Xms", "-javaagent:", "-agentlib:", "-Despalier.log=");

    /**
     * How a process ended.
     *
     * @param output what it printed
     * @param errors what it printed on standard error
     */
    record End(int exitCode, String output, String errors) {
        /** The last line of the errors. */
        String reason() {
            return errors.lines().reduce((first, last) -> last).orElse("it printed no error");
        }
    }

    /** Runs a command to its end. */
    End run(List<String> words) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        Process process = new ProcessBuilder(command(words))
                .redirectError(errors.toFile())
                .start();
        // A signal ends this process without its finally blocks.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new End(process.waitFor(), output, Files.readString(errors));
        } finally {
            process.destroy();
        }
    }

    private List<String> command(List<String> words) {
        List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> OWN.stream().noneMatch(option::startsWith))
                .toList();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SparkSettings.javaOptions(given));
        command.add("-Xmx" + heapMegabytes + "m");
        command.add("-Despalier.log=" + directory.resolve("espalier.log"));
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        command.addAll(words);
        return command;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
