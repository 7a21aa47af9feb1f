package io.espalier.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.MissingCommandException;
import com.beust.jcommander.ParameterException;
import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.trainer.DivergedException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/** The command line. Exit codes: 0 done, 1 a bug of ours, 2 a mistake of the user, 3 diverged, 130 or 143 stopped by a signal. */
public final class Main {
    private static final int BUG = 1;
    private static final int DIVERGED = 3;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code = run(arguments, System.out, System.err);
        System.out.flush();
        System.err.flush();
        // Spark and ND4J leave threads behind that are no daemons.
        System.exit(code);
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        return exitCode(() -> execute(arguments, out, err), err);
    }

    /** The exit code of some work; what ended it is told a person. Only a user's mistake is told as one. */
    static int exitCode(Callable<Integer> work, PrintStream err) {
        try {
            return work.call();
        } catch (UserException e) {
            err.println("espalier: " + e.getMessage());
            return UserException.EXIT_CODE;
        } catch (DivergedException e) {
            err.println("espalier: " + e.getMessage());
            return DIVERGED;
        } catch (Throwable e) {
            // Errors too: a thread that ends with one leaves the process running on the threads of Spark and ND4J.
            e.printStackTrace(err);
            return BUG;
        }
    }

    private static int execute(String[] arguments, PrintStream out, PrintStream err) throws Exception {
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("train", new TrainCommand());
        commands.put("predict", new PredictCommand());
        commands.put("evaluate", new EvaluateCommand());
        commands.put("doctor", new DoctorCommand());
        commands.put("benchmark", new BenchmarkCommand());
        GlobalOptions global = new GlobalOptions();
        JCommander.Builder builder = JCommander.newBuilder()
                .programName("espalier")
                .expandAtSign(false)
                .addObject(global);
        commands.forEach(builder::addCommand);
        JCommander parser = builder.build();
        commands.forEach((name, command) -> command.subcommands()
                .forEach(Objects.requireNonNull(parser.getCommands().get(name))::addCommand));
        try {
            parser.parse(arguments);
        } catch (MissingCommandException e) {
            String word = e.getUnknownCommand();
            throw new UserException(
                    "There is no " + (word.startsWith("-") ? "option " : "command ") + word
                            + NearestName.of(word, commands.keySet())
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(";")
                            + " Commands are " + String.join(", ", commands.keySet()),
                    e);
        } catch (ParameterException e) {
            throw new UserException(e.getMessage() + "; espalier --help lists commands and options", e);
        }
        if (global.version) {
            out.println("espalier " + Version.text());
            return 0;
        }
        ParsedCommand parsed = ParsedCommand.of(parser);
        if (global.help || parser.getParsedCommand() == null || parsed.asksForHelp()) {
            usage(parsed.parser(), out);
            return 0;
        }
        parsed.refuseUnknownOptions();
        return chosen(commands, parser).run(new Console(out, err));
    }

    private static Command chosen(Map<String, Command> commands, JCommander parser) {
        String name = parser.getParsedCommand();
        Command command = Objects.requireNonNull(commands.get(name));
        if (command.subcommands().isEmpty()) {
            return command;
        }
        JCommander below = Objects.requireNonNull(parser.getCommands().get(name));
        if (below.getParsedCommand() == null) {
            throw new UserException(name + " takes one of: "
                    + String.join(", ", command.subcommands().keySet()));
        }
        return chosen(command.subcommands(), below);
    }

    private static void usage(JCommander parser, PrintStream out) {
        StringBuilder text = new StringBuilder();
        parser.getUsageFormatter().usage(text);
        out.println(text);
    }
}
