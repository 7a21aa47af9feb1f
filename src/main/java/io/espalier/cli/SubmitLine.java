package io.espalier.cli;

import io.espalier.spark.SparkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The line that has spark-submit do what a command does, for a shell.
 *
 * @param environment of spark-submit, and of the executors
 * @param program spark-submit itself
 * @param master in effect
 * @param name of the application
 * @param driverMegabytes heap of the driver
 * @param application the jar that leaves Spark out
 * @param arguments of the command line
 */
record SubmitLine(
        Map<String, String> environment,
        String program,
        String master,
        String name,
        long driverMegabytes,
        Path application,
        List<String> arguments) {
    /** Words that a shell takes as they are. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    SubmitLine {
        environment = Map.copyOf(environment);
        arguments = List.copyOf(arguments);
    }

    /** The line, each word quoted where a shell needs it. */
    String text() {
        List<String> words = new ArrayList<>(List.of(program, "--master", master, "--deploy-mode", "client"));
        words.addAll(List.of("--name", name, "--driver-memory", driverMegabytes + "m"));
        variables().forEach(variable -> words.addAll(List.of("--conf", "spark.executorEnv." + variable)));
        // spark-submit gives them itself, but not to a driver that a worker starts.
        words.addAll(List.of("--conf", "spark.driver.extraJavaOptions=" + SparkSettings.javaOptions()));
        words.addAll(List.of("--class", Main.class.getName(), application.toString()));
        words.addAll(arguments);
        // A shell takes NAME='value' for a variable, and 'NAME=value' for a program.
        Stream<String> assignments = environment.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()));
        return Stream.concat(assignments, words.stream().map(SubmitLine::quoted))
                .collect(Collectors.joining(" "));
    }

    private List<String> variables() {
        return environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .sorted()
                .toList();
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
