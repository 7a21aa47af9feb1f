package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.spark.task.ExecutorAddress;
import io.espalier.spark.task.RunDirectoryException;
import io.espalier.spark.task.TaskFailure;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.util.ShutdownHookManager;
import org.apache.spark.util.SparkUncaughtExceptionHandler;

/**
 * Finds behind failed tasks and jobs what is no bug of ours: a full disk, a run directory that is away, too little memory, executors
 * or masters that are gone. What it finds is one line that says where, how, and what to do.
 */
final class OutsideCause {
    private static final String RUN_DIRECTORY = RunDirectoryException.class.getName() + ": ";
    /** The heap, arrays outside of it, and how Spark says that an executor ended itself for it (SparkExitCode.OOM). */
    private static final Pattern MEMORY = Pattern.compile("OutOfMemoryError|exited with code 52\\b");
    /** How Spark names the place of a task that failed: Lost task 1.3 in stage 4.0 (TID 9) (host executor 2). */
    private static final Pattern PLACE = Pattern.compile("\\(TID \\d+\\) \\((\\S+) executor (\\S+?)\\)");

    private static final Pattern MISTAKE =
            Pattern.compile(Pattern.quote(UserException.class.getName()) + ": ([^\\n]*)");

    private static final String FETCH = "FetchFailedException";
    private static final String CAUSED_BY = "Caused by: ";
    private static final Pattern LOST = Pattern.compile("ExecutorLostFailure \\(.*?\\)(?: Reason: )?([^\\n]*)");
    private static final Pattern GIVEN_UP =
            Pattern.compile("Master removed our application[^\\n.;]*|SparkContext was shut down|stopped SparkContext");

    private final SparkContext context;
    private final Supplier<String> afterwards;

    /**
     * Causes of failures in a run.
     *
     * @param afterwards what to do when the cause is removed
     */
    OutsideCause(SparkContext context, Supplier<String> afterwards) {
        this.context = context;
        this.afterwards = afterwards;
    }

    /** What to do, after what is to be mended. */
    String remedy(String mend) {
        return mend + " and " + afterwards();
    }

    /** What to do when the cause is removed. */
    String afterwards() {
        return afterwards.get();
    }

    /** The cause of a task's failure that will not go away by itself: to be tried no more. */
    Optional<UserException> lasting(TaskFailure failure) {
        if (!failure.mistake().isEmpty()) {
            return Optional.of(new UserException(failure.mistake() + "; " + remedy("remove the cause")));
        }
        Optional<UserException> directory = failure.place().stream()
                .filter(text -> text.startsWith(RUN_DIRECTORY))
                .findFirst()
                .map(text -> new UserException(capitalized(failure.at().name()) + " "
                        + text.substring(RUN_DIRECTORY.length())
                        + "; " + remedy("let it reach the run directory, writable and with free space,")));
        return directory.or(() -> FullDisk.reason(failure.place())
                .map(reason -> new UserException(
                        "Can't write " + failure.at().files() + ": " + reason + "; " + remedy("free space there"))));
    }

    /** The cause of a task's failure that may not be there when it is tried again. */
    Optional<UserException> passing(TaskFailure failure) {
        return failure.place().stream()
                .filter(text -> MEMORY.matcher(text).find())
                .findFirst()
                .map(text -> memory(capitalized(failure.at().name()), failure.name() + ": " + failure.exception()));
    }

    /** The cause of a job's failure. */
    Optional<UserException> of(Throwable failure) {
        String text = FullDisk.words(failure);
        return ending(failure)
                .or(() -> fullDisk(text, failure))
                .or(() -> givenUp(text, failure))
                .or(() -> memory(text))
                .or(() -> lost(text, failure))
                .or(() -> unreachable(text, failure));
    }

    /** Spark stops its context in a hook of its own, under the work, when this process ends: by a signal, or by Spark itself. */
    private Optional<UserException> ending(Throwable failure) {
        if (!ShutdownHookManager.inShutdown()) {
            return Optional.empty();
        }
        return Optional.of(
                endedBySpark(Thread.getAllStackTraces().values())
                        ? memory("A task in this process", "Spark ended it, and its log names the error")
                        : new UserException("The process was ended by a signal; " + afterwards.get(), failure));
    }

    /** An embedded executor ends the process when a task runs out of memory: the task's thread waits for the hooks. */
    static boolean endedBySpark(Collection<StackTraceElement[]> threads) {
        return threads.stream().flatMap(Arrays::stream).anyMatch(frame -> frame.getClassName()
                .equals(SparkUncaughtExceptionHandler.class.getName()));
    }

    private Optional<UserException> fullDisk(String text, Throwable failure) {
        if (context.isStopped()) {
            return Optional.empty();
        }
        return FullDisk.reason(List.of(text))
                .map(reason -> new UserException(
                        "Can't write " + ExecutorAddress.here().files() + ": " + reason + "; "
                                + remedy("free space there"),
                        failure));
    }

    private Optional<UserException> givenUp(String text, Throwable failure) {
        Matcher givenUp = GIVEN_UP.matcher(text);
        boolean said = givenUp.find();
        if (!said && !context.isStopped()) {
            return Optional.empty();
        }
        return Optional.of(new UserException(
                "Master " + context.master() + " gave up the application while it ran"
                        + (said ? " (" + givenUp.group() + ")" : "")
                        + ": none of its executors could be started again, and the workers' logs say why; "
                        + remedy("mend the cluster"),
                failure));
    }

    private Optional<UserException> memory(String text) {
        return MEMORY.matcher(text).find()
                ? Optional.of(memory(capitalized(executor(text)), "its process ended"))
                : Optional.empty();
    }

    private Optional<UserException> lost(String text, Throwable failure) {
        Matcher lost = LOST.matcher(text);
        return lost.find()
                ? Optional.of(new UserException(
                        "A task was lost with its executor as often as Spark tries one, at last with " + executor(text)
                                + ": " + lost.group(1).strip() + "; " + remedy("look into the logs of its worker"),
                        failure))
                : Optional.empty();
    }

    private Optional<UserException> unreachable(String text, Throwable failure) {
        if (!text.contains(FETCH)) {
            return Optional.empty();
        }
        String reason = text.lines()
                .filter(line -> line.startsWith(CAUSED_BY))
                .reduce((first, last) -> last)
                .map(line -> ": " + line.substring(CAUSED_BY.length()))
                .orElse("");
        return Optional.of(new UserException(
                "Executors could not fetch data from each other, as often as Spark tries it" + reason + "; "
                        + remedy("look into their logs, mend what is between them"),
                failure));
    }

    /** An executor as the text of a job's failure names it. */
    record Place(String executor, String host) {
        /** The executor in a sentence. */
        String name() {
            return "executor " + executor + " on " + host;
        }
    }

    /** The executor at which a job's last attempt failed. */
    static Optional<Place> place(String text) {
        Matcher place = PLACE.matcher(text);
        return place.find() ? Optional.of(new Place(place.group(2), place.group(1))) : Optional.empty();
    }

    /** The mistake in a person's data or plan at which a task of a job failed. */
    static Optional<String> mistake(String text) {
        Matcher mistake = MISTAKE.matcher(text);
        return mistake.find() ? Optional.of(mistake.group(1).strip()) : Optional.empty();
    }

    private static String executor(String text) {
        return place(text).map(Place::name).orElse("an executor");
    }

    private UserException memory(String executor, String how) {
        boolean embedded = context.isLocal();
        String setting = embedded ? "ESPALIER_HEAP" : "spark.executor.memory";
        String fewer = embedded ? "a master of fewer threads" : "spark.executor.cores to fewer";
        String heap = embedded
                ? (Runtime.getRuntime().maxMemory() >> 20) + "m"
                : context.getConf().get("spark.executor.memory", "1g");
        return new UserException(executor + " ran out of memory (" + how + "); "
                + remedy("set " + setting + " to more than " + heap + ", or " + fewer + ","));
    }

    /** The driver's own heap, on the driver's own side of a run. */
    UserException driverMemory(OutOfMemoryError error) {
        return new UserException(
                "The driver ran out of memory (" + error.getMessage() + "); "
                        + remedy("set ESPALIER_HEAP, or --driver-memory of spark-submit, to more than "
                                + (Runtime.getRuntime().maxMemory() >> 20) + "m,"),
                error);
    }

    private static String capitalized(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
