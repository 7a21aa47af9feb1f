package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.api.TrainingOptions;
import io.espalier.api.TrainingResult;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.MasterCheck;
import io.espalier.store.RunDirectory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code espalier train}: trains a job, repeats a run, or goes on with one. */
@Parameters(commandNames = "train", commandDescription = "Trains a network as a job file says.")
final class TrainCommand implements Command {
    @ParametersDelegate
    private final JobOptions job = new JobOptions();

    @Parameter(names = "--from", description = "A run.json whose plan is trained again, instead of a job file.")
    private @Nullable String from;

    @Parameter(
            names = "--resume",
            description = "Goes on with an interrupted run: its id under the output, or its directory.")
    private @Nullable String resume;

    @Parameter(
            names = "--output",
            description = "Directory under which the run directory is made, instead of the job file's.")
    private @Nullable String output;

    @Parameter(
            names = "--scores",
            description = "A table of scores to take instead of computing them; importance.scores of the job.")
    private @Nullable String scores;

    @Parameter(
            names = "--force-scores",
            description = "Takes that table although it was computed from other data or by another plan.")
    private boolean force;

    @ParametersDelegate
    private final OutputOptions printed = new OutputOptions();

    @Parameter(
            names = "--dry-run",
            description = "Prints the line that has spark-submit do the same, and trains nothing.")
    private boolean dryRun;

    @Override
    public int run(Console console) throws IOException {
        if (resume != null) {
            return resume(console, resume);
        }
        TrainingPlan plan = from == null ? jobFile() : recorded(from);
        Path parent = GivenPath.of(output == null ? plan.output() : output, "output");
        if (dryRun) {
            return show(plan, Stream.of("--output", absolute(parent)), console);
        }
        requireAbsoluteOnWorker(parent);
        return train(plan, options -> Espalier.train(plan, parent, options), console);
    }

    /** A driver that a worker starts begins in a directory that goes with it. */
    private static void requireAbsoluteOnWorker(Path parent) {
        if (Launch.onWorker() && !parent.isAbsolute()) {
            throw new UserException(
                    "output must be an absolute path where a worker of the cluster starts the driver: " + parent);
        }
    }

    private int resume(Console console, String idOrPath) throws IOException {
        if (from != null) {
            throw new UserException("--resume goes on with a run, --from begins one with its plan: give one of them");
        }
        if (!job.hasJob() && job.hasSets()) {
            throw new UserException(
                    "A run is resumed with the plan it began with: --set has no meaning with --resume alone");
        }
        Path directory = RunDirectory.find(idOrPath, GivenPath.of(output == null ? "runs" : output, "--output"))
                .path();
        TrainingPlan begun =
                Espalier.record(new RunDirectory(directory).record()).plan();
        TrainingPlan asked = job.hasJob() ? jobFile().at(begun.master(), begun.output()) : begun;
        TrainingPlan plan = job.atMaster(asked);
        if (dryRun) {
            return show(plan, Stream.of("--resume", absolute(directory)), console);
        }
        return train(plan, options -> Espalier.resume(directory, plan, options), console);
    }

    /** The process is stopped by signals, counts its seconds from its start, and ends with an exit code. */
    private int train(TrainingPlan plan, Function<TrainingOptions, TrainingResult> training, Console console)
            throws IOException {
        Progress progress = printed.progress(console);
        try (StopSignal stop = StopSignal.install(plan.stop().graceSeconds())) {
            TrainingOptions options = TrainingOptions.defaults()
                    .spark(Launch.sparkSettings(plan))
                    .listener(progress)
                    .stopWhen(stop)
                    .begun(Instant.ofEpochMilli(
                            ManagementFactory.getRuntimeMXBean().getStartTime()));
            TrainingResult result = training.apply(force ? options.insistingOnScores() : options);
            progress.ended(result);
            printed.print(new RunDirectory(result.directory()).record(), console);
            return result.completed() ? 0 : stop.exitCode();
        }
    }

    /** Prints what spark-submit would be given. */
    private int show(TrainingPlan plan, Stream<String> place, Console console) {
        MasterCheck.requireForm(plan.master());
        Stream<String> origin = from == null ? job.words().stream() : Stream.of("--from", absolute(Path.of(from)));
        Stream<String> insisting = force ? Stream.of("--force-scores") : Stream.of();
        Stream<String> table = scores == null ? Stream.of() : Stream.of("--scores", absolute(Path.of(scores)));
        List<String> words = Stream.of(Stream.of("train"), origin, table, place, insisting, printed.words().stream())
                .flatMap(part -> part)
                .toList();
        SubmitLine line = Launch.submitLine(plan, words);
        if (!Files.exists(line.application())) {
            console.err()
                    .println("warning: there is no " + line.application()
                            + "; build it with mvn -B -DskipTests -Psubmit package");
        }
        console.out().println(line.text());
        return 0;
    }

    /** A text in YAML, whatever is in it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    private TrainingPlan recorded(String runJson) {
        if (scores != null) {
            throw new UserException("--from takes the plan from a record: no --scores beside it");
        }
        if (job.hasJob() || job.hasSets()) {
            throw new UserException("--from takes the plan from a record: no job file and no --set beside it");
        }
        return job.atMaster(Espalier.record(GivenPath.of(runJson, "--from")).plan());
    }

    private TrainingPlan jobFile() {
        job.requireOneJob("train");
        return scores == null ? job.plan() : job.plan("importance.scores=" + quoted(scores));
    }
}
