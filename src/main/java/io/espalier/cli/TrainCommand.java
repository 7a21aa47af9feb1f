package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import io.espalier.UserException;
import io.espalier.config.JobFile;
import io.espalier.config.PlanJson;
import io.espalier.run.PlanIdentity;
import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.store.RecordJson;
import io.espalier.store.RunDirectory;
import io.espalier.store.RunId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code espalier train}: trains a job, repeats a run, or goes on with one. */
@Parameters(commandNames = "train", commandDescription = "Trains a network as a job file says.")
final class TrainCommand implements Command {
    @Parameter(description = "JOB.yaml")
    private List<String> jobs = new ArrayList<>();

    @Parameter(
            names = "--set",
            description = "A key of the job file with another value: --set training.seed=2. May be repeated.",
            splitter = WholeValue.class)
    private List<String> sets = new ArrayList<>();

    @Parameter(names = "--from", description = "A run.json whose plan is trained again, instead of a job file.")
    private @Nullable String from;

    @Parameter(
            names = "--resume",
            description = "Goes on with an interrupted run: its id under the output, or its directory.")
    private @Nullable String resume;

    @Parameter(names = "--master", description = "Spark master, instead of the job file's.")
    private @Nullable String master;

    @Parameter(
            names = "--output",
            description = "Directory under which the run directory is made, instead of the job file's.")
    private @Nullable String output;

    @Parameter(names = "--quiet", description = "Prints warnings only.")
    private boolean quiet;

    @Parameter(names = "--json", description = "Prints the record as one JSON document at the end, and nothing else.")
    private boolean json;

    @Override
    public int run(Console console) {
        Clock clock = Clock.systemUTC();
        if (resume != null) {
            return resume(console, clock, resume);
        }
        TrainingPlan plan = withOptions(plan());
        JobCheck.requireRunnable(plan);
        RecordJson records = records("run.json");
        Path parent = GivenPath.of(plan.output(), "output");
        RunDirectory.requireWritable(parent);
        String runId = RunId.of(plan.name(), PlanIdentity.hash(plan), clock.instant());
        try (TrainingRun run = TrainingRun.start(plan, parent, runId, records, clock, output(console))) {
            return report(run.train(), records, console);
        }
    }

    private int resume(Console console, Clock clock, String idOrPath) {
        if (from != null) {
            throw new UserException("--resume goes on with a run, --from begins one with its plan: give one of them");
        }
        RunDirectory directory =
                RunDirectory.find(idOrPath, GivenPath.of(output == null ? "runs" : output, "--output"));
        RecordJson records = records(directory.record().toString());
        RunRecord record = records.read(directory.record());
        if (record.outcome().status() == RunRecord.Status.COMPLETED) {
            throw new UserException("Run " + record.runId() + " is completed; there is nothing to resume");
        }
        TrainingPlan plan = withOptions(record.plan());
        if (!jobs.isEmpty()) {
            requireSamePlan(record.plan(), jobFile());
        } else if (!sets.isEmpty()) {
            throw new UserException(
                    "A run is resumed with the plan it began with: --set has no meaning with --resume alone");
        }
        JobCheck.requireRunnable(plan);
        try (TrainingRun run = TrainingRun.resume(record, plan, directory, records, clock, output(console))) {
            return report(run.train(), records, console);
        }
    }

    private static void requireSamePlan(TrainingPlan recorded, TrainingPlan given) {
        List<String> differences = PlanIdentity.differences(recorded, given);
        if (!differences.isEmpty()) {
            throw new UserException(
                    "A run is resumed with the plan it began with; changed: " + String.join(", ", differences));
        }
    }

    private TrainingPlan plan() {
        if (from != null) {
            if (!jobs.isEmpty() || !sets.isEmpty()) {
                throw new UserException("--from takes the plan from a record: no job file and no --set beside it");
            }
            return records(from).read(GivenPath.of(from, "--from")).plan();
        }
        return jobFile();
    }

    private TrainingPlan jobFile() {
        return JobFile.read(GivenPath.of(job(), "The job file"), sets);
    }

    /** Records whose plans are named by a file where something is wrong with them. */
    private static RecordJson records(String file) {
        return new RecordJson(PlanJson::toJson, node -> PlanJson.fromJson(node, file));
    }

    private String job() {
        if (jobs.size() != 1) {
            throw new UserException("train takes one job file: espalier train jobs/digits.yaml; given: " + jobs.size());
        }
        return jobs.get(0);
    }

    private TrainingPlan withOptions(TrainingPlan plan) {
        return plan.at(
                Optional.ofNullable(master).orElse(plan.master()),
                Optional.ofNullable(output).orElse(plan.output()));
    }

    private Progress output(Console console) {
        return new Progress(quiet || json ? Progress.Detail.WARNINGS : Progress.Detail.ALL, console);
    }

    private int report(TrainingRun.Ending ending, RecordJson records, Console console) {
        if (json) {
            console.out().print(records.toText(ending.record()));
        }
        return ending.exitCode();
    }
}
