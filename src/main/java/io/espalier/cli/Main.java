package io.espalier.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.MissingCommandException;
import com.beust.jcommander.ParameterException;
import io.espalier.NearestName;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.spark.Cluster;
import io.espalier.spark.TaskFailedException;
import io.espalier.trainer.DivergedException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The command line. Exit codes: 0 done, 1 a bug of ours, 2 a mistake of the user or output that could not be written, 3 diverged, 129, 130 or 143 stopped by a signal. */
public final class Main {
    private static final int BUG = 1;
    private static final int DIVERGED = 3;
    /** How long a process that a signal ends waits for its work, which Spark stops meanwhile, to say what came of it. */
    private static final int LAST_WORD_SECONDS = 10;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CountDownLatch told = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitLastWord(told), "last-word"));
        // Not System.out: it does not say why it could not be written.
        int code = run(arguments, new FileOutputStream(FileDescriptor.out), System.err);
        System.err.flush();
        told.countDown();
        // Spark and ND4J leave threads behind that are no daemons.
        System.exit(code);
    }

    /** Java halts when all hooks have ended: a moment before the work, which Spark's hook stops, has said why it ended. */
    private static void awaitLastWord(CountDownLatch told) {
        if (told.getCount() == 0 || !Cluster.wasStarted()) {
            return;
        }
        try {
            var unused = told.await(LAST_WORD_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a command. What it prints is complete when it ends with 0. */
    static int run(String[] arguments, OutputStream out, PrintStream err) {
        WatchedOutput watched = new WatchedOutput(out);
        PrintStream print = new PrintStream(new BufferedOutputStream(watched), false, Charset.defaultCharset());
        return exitCode(
                () -> {
                    int code = printing(print, () -> execute(arguments, print, err));
                    if (code == 0) {
                        watched.requireWritten();
                    }
                    return code;
                },
                err);
    }

    /** Work whose output is written out, however it ends. */
    private static int printing(PrintStream out, Callable<Integer> work) throws Exception {
        try {
            return work.call();
        } finally {
            out.flush();
        }
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
        } catch (TaskFailedException e) {
            err.println("espalier: " + e.getMessage());
            return BUG;
        } catch (Throwable e) {
            // Errors too: a thread that ends with one leaves the process running on the threads of Spark and ND4J.
            e.printStackTrace(err);
            return BUG;
        }
    }

    private static int execute(String[] arguments, PrintStream out, PrintStream err) throws Exception {
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put("train", new TrainCommand());
        commands.put("score", new ScoreCommand());
        commands.put("predict", new PredictCommand());
        commands.put("evaluate", new EvaluateCommand());
        commands.put("select", new SelectCommand());
        commands.put("doctor", new DoctorCommand());
        commands.put("benchmark", new BenchmarkCommand());
        GlobalOptions global = new GlobalOptions();
        HelpOption help = new HelpOption();
        JCommander parser = parser(global, help, commands);
        parse(parser, arguments, commands.keySet());
        if (global.version) {
            out.println("espalier " + Espalier.version());
            return 0;
        }
        ParsedCommand parsed = ParsedCommand.of(parser);
        if (parser.getParsedCommand() == null || help.isWanted()) {
            usage(parsed.parser(), out);
            return 0;
        }
        parsed.refuseUnknownOptions();
        return chosen(commands, parser).run(new Console(out, err));
    }

    private static JCommander parser(GlobalOptions global, HelpOption help, Map<String, Command> commands) {
        JCommander.Builder builder = JCommander.newBuilder()
                .programName("espalier")
                .expandAtSign(false)
                .addObject(List.of(global, help));
        commands.forEach((name, command) -> builder.addCommand(name, List.of(command, help)));
        JCommander parser = builder.build();
        commands.forEach((name, command) -> {
            JCommander above = Objects.requireNonNull(parser.getCommands().get(name));
            command.subcommands().forEach((below, inner) -> above.addCommand(below, List.of(inner, help)));
        });
        return parser;
    }

    private static void parse(JCommander parser, String[] arguments, Set<String> commands) {
        try {
            parser.parse(arguments);
        } catch (MissingCommandException e) {
            String word = e.getUnknownCommand();
            throw new UserException(
                    "There is no " + (word.startsWith("-") ? "option " : "command ") + word
                            + NearestName.of(word, commands)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(".")
                            + " Commands are " + String.join(", ", commands),
                    e);
        } catch (ParameterException e) {
            throw new UserException(e.getMessage() + "; espalier --help lists commands and options", e);
        }
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
