package io.espalier.api;

import io.espalier.GivenPath;
import io.espalier.UserException;
import io.espalier.config.JobFile;
import io.espalier.config.PlanJson;
import io.espalier.importance.Explanation;
import io.espalier.run.PlanIdentity;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.SelectionLineage;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.store.RecordJson;
import io.espalier.store.RunDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * Trains networks under constraint, and loads what was trained. The command line does no more than call this.
 *
 * <p>A mistake in a job file, in the data or in a path is a {@link UserException}: one line that says what is wrong, where, and what is
 * allowed. One run at a time uses a Spark; runs may follow one another on it.
 */
public final class Espalier {
    private Espalier() {}

    /** The version of this library, as its jar says; "development" when run from classes. */
    public static String version() {
        String version = Espalier.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /**
     * Reads a job file. {@code conf/reference.yaml} has every key.
     *
     * @param job a file in YAML; paths in it are relative to the working directory
     * @param sets values that replace the file's, each {@code dotted.key=value}, the value in YAML
     * @throws UserException where the file or a value can't be used
     */
    public static TrainingPlan plan(Path job, String... sets) {
        return JobFile.read(job, List.of(sets));
    }

    /**
     * Reads the text of a job: for a plan that a program puts together.
     *
     * @param job in YAML
     * @param sets values that replace the text's, each {@code dotted.key=value}, the value in YAML
     * @throws UserException where the text or a value can't be used
     */
    public static TrainingPlan parsePlan(String job, String... sets) {
        return JobFile.parse(job, "job", List.of(sets));
    }

    /**
     * Refuses a plan that can't run here, as far as that shows in a moment: files that are missing, tables without the columns asked for,
     * a Spark master that does not answer within 10 s.
     *
     * @throws UserException that names the key
     */
    public static void check(TrainingPlan plan) {
        JobCheck.requireRunnable(plan, TrainingOptions.defaults());
    }

    /** Trains a job file with the default options; the run directory is made where the job's key {@code output} says. */
    public static TrainingResult train(Path job) {
        TrainingPlan plan = plan(job);
        return train(plan, GivenPath.of(plan.output(), "output"), TrainingOptions.defaults());
    }

    /**
     * Trains a plan to its end, or to a request to stop. Returns when that is done.
     *
     * @param output parent of the run directory; made where it is missing
     * @throws UserException if the plan, its data or the output can't be used; what shows before the first round leaves nothing behind
     * @throws io.espalier.trainer.DivergedException if the loss or a weight becomes NaN or infinite; the run is marked as failed and keeps
     *     its checkpoints
     * @throws IllegalArgumentException if a Spark runs in this JVM that the options don't name, or is needed and not named
     */
    public static TrainingResult train(TrainingPlan plan, Path output, TrainingOptions options) {
        TrainingPlan here = plan.at(plan.master(), output.toString());
        JobCheck.requireRunnable(here, options);
        options.requireStartable(here.master());
        RunDirectory.requireWritable(output);
        try (TrainingRun run = TrainingRun.start(here, output, records("run.json"), Clock.systemUTC(), options)) {
            return run.train();
        }
    }

    /**
     * Goes on with an interrupted run from its last checkpoint; the result has the bits of an uninterrupted one.
     *
     * @param run directory of the run
     * @throws UserException if the run is complete, in use, or its data has changed; else as {@link #train}
     */
    public static TrainingResult resume(Path run, TrainingOptions options) {
        return resume(run, record(RunDirectory.open(run).record()).plan(), options);
    }

    /**
     * Goes on with an interrupted run, of which a plan is known: only Spark master and output may differ from the plan that it began with.
     *
     * @throws UserException that names the keys, if others differ; else as {@link #resume(Path, TrainingOptions)}
     */
    public static TrainingResult resume(Path run, TrainingPlan plan, TrainingOptions options) {
        RunDirectory directory = RunDirectory.open(run);
        RunRecord record = record(directory.record());
        if (record.outcome().status() == Status.COMPLETED) {
            throw new UserException("Run " + record.runId() + " is completed; there is nothing to resume");
        }
        requireSamePlan(record.plan(), plan);
        TrainingPlan here = record.plan().at(plan.master(), plan.output());
        JobCheck.requireResumable(here, directory, options);
        options.requireStartable(here.master());
        RecordJson records = records(directory.record().toString());
        try (TrainingRun resumed = TrainingRun.resume(record, here, directory, records, Clock.systemUTC(), options)) {
            return resumed.train();
        }
    }

    /**
     * Computes the importance of every training example of a plan by its methods ({@code importance.method} and {@code importance.also}),
     * without training the constrained network, and writes it as a table. Returns when that is done, or at a request to stop. What is there
     * already is kept: the same call goes on where another one ended.
     *
     * @param directory of the scoring; made where it is missing
     * @param asked which network scores
     * @param options as for a training
     * @throws UserException if the plan, its data, the network or the directory can't be used, the plan takes its scores from a table, or
     *     there is one that was computed from something else; what shows before the first training leaves nothing behind
     */
    public static ScoringResult score(
            TrainingPlan plan, Path directory, ScoringOptions asked, TrainingOptions options) {
        TrainingPlan here = plan.at(plan.master(), directory.toString());
        JobCheck.requireScorable(here, asked, options);
        options.requireStartable(here.master());
        RunDirectory.requireWritable(directory);
        try (ScoringRun run = ScoringRun.at(directory, here, asked, options, Clock.systemUTC())) {
            return run.score();
        }
    }

    private static void requireSamePlan(TrainingPlan recorded, TrainingPlan given) {
        List<String> differences = PlanIdentity.differences(recorded, given);
        if (!differences.isEmpty()) {
            throw new UserException(
                    "A run is resumed with the plan it began with; changed: " + String.join(", ", differences));
        }
    }

    /**
     * Reads the record of a run: what was asked and what came of it.
     *
     * @param runJson the file {@code run.json} of a run directory
     * @throws UserException that names file and key, if it is none
     */
    public static RunRecord record(Path runJson) {
        return records(runJson.toString()).read(runJson);
    }

    /** Records whose plans are named by a file where something is wrong with them. */
    private static RecordJson records(String file) {
        return new RecordJson(PlanJson::toJson, node -> PlanJson.fromJson(node, file));
    }

    /**
     * Chooses examples by a table of scores of any length, and writes them with their weights as Parquet files (example_id, weight), with
     * {@code _lineage.json} beside. The same examples are kept whatever the number of partitions and the order of the rows.
     *
     * @param output directory that does not exist yet; appears when it is whole
     * @param cluster that reads the table; {@code Cluster.of(session)} for a Spark that runs
     * @param warnings told what a person should know, each in one line
     * @return what stands in {@code _lineage.json}
     * @throws UserException if the table can't be selected from (it names the first ids), its lineage does not fit, or the directory can't
     *     be written
     */
    public static SelectionLineage select(
            SelectionRequest request, Path output, Cluster cluster, Consumer<String> warnings) {
        return new ScoreSelection(request, cluster, warnings).write(output);
    }

    /**
     * Why a selection holds an example or does not; nothing is written.
     *
     * @throws UserException as {@link #select}, and if the table does not have the example
     */
    public static Explanation explain(SelectionRequest request, long id, Cluster cluster, Consumer<String> warnings) {
        return new ScoreSelection(request, cluster, warnings).explain(id);
    }

    /**
     * Loads a trained network.
     *
     * @param model a run directory, or a model zip, also one that plain DL4J wrote
     * @throws UserException if there is no model, or a damaged or harmful one
     */
    public static Classifier load(Path model) {
        return Classifier.open(model);
    }
}
