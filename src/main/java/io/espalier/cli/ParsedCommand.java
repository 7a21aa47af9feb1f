package io.espalier.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import io.espalier.NearestName;
import io.espalier.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The innermost command of a parsed line. JCommander takes options that it does not know for arguments, where a command has any: here they
 * are found again.
 *
 * @param parser of the command, or of the line where it names no command
 */
record ParsedCommand(JCommander parser) {
    /** The command of a line. */
    static ParsedCommand of(JCommander line) {
        JCommander parser = line;
        while (parser.getParsedCommand() != null) {
            parser = Objects.requireNonNull(parser.getCommands().get(parser.getParsedCommand()));
        }
        return new ParsedCommand(parser);
    }

    /** Refuses options that the command does not have. A file whose name begins with a dash is given as {@code ./-name}. */
    void refuseUnknownOptions() {
        unknownOptions().stream().findFirst().ifPresent(option -> {
            List<String> known = parser.getParameters().stream()
                    .filter(parameter -> !parameter.getParameter().hidden())
                    .flatMap(parameter -> Arrays.stream(parameter.getParameter().names()))
                    .sorted()
                    .toList();
            known.stream()
                    .filter(name -> option.startsWith(name + "="))
                    .findFirst()
                    .ifPresent(name -> refuseEqualsSign(name, option.substring(name.length() + 1)));
            throw new UserException(parser.getProgramName() + " has no option " + option
                    + NearestName.of(option, known)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(".")
                    + " It has " + String.join(", ", known));
        });
    }

    private static void refuseEqualsSign(String name, String value) {
        throw new UserException("The value of " + name + " stands after a space: " + name + " " + value);
    }

    private List<String> unknownOptions() {
        if (parser.getMainParameter() == null) { // then getMainParameterValue fails
            return List.of();
        }
        ParameterDescription arguments = parser.getMainParameterValue();
        if (!(arguments.getParameterized().get(arguments.getObject()) instanceof List<?> words)) {
            return List.of();
        }
        return words.stream()
                .map(String::valueOf)
                .filter(word -> word.startsWith("-") && word.length() > 1)
                .toList();
    }
}
