package io.espalier.spark;

import io.espalier.Hashing;
import io.espalier.UserException;
import io.espalier.constraint.UnitCounts;
import io.espalier.data.Scaler;
import io.espalier.importance.Prototypes;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.ScoredExamples;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.BeginningsTask;
import io.espalier.spark.task.FeatureSumsTask;
import io.espalier.spark.task.GivenScoresTask;
import io.espalier.spark.task.IdsTask;
import io.espalier.spark.task.KnownScores;
import io.espalier.spark.task.NotFinite;
import io.espalier.spark.task.PieceTask;
import io.espalier.spark.task.PresenceTask;
import io.espalier.spark.task.ScoreTask;
import io.espalier.spark.task.ScoredShard;
import io.espalier.spark.task.SelectTask;
import io.espalier.spark.task.Sent;
import io.espalier.spark.task.StatePresenceTask;
import io.espalier.spark.task.TaskSettings;
import io.espalier.trainer.Clustering;
import io.espalier.trainer.FeatureSums;
import io.espalier.trainer.ScoreSettings;
import io.espalier.trainer.TrainingBackend.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;

/**
 * The scores of a run: computed or taken from a table, written from the tasks, read back, and known to the workers' tasks from then on.
 *
 * <p>Driver side.
 */
final class ScoreJobs implements AutoCloseable {
    private final SparkRun run;
    private final TrainingPlan plan;
    private final Supplier<TaskSettings> settings;
    private final PreparedData prepared;
    private final ShardJobs jobs;
    private final Broadcasts broadcasts;
    private final StateHistory history;
    private final ScoreFiles files;
    private KnownScores known = KnownScores.none();
    private Optional<ScoreTable> given = Optional.empty();

    /**
     * Jobs on the data of a run.
     *
     * @param settings of its tasks, as they are by then
     * @param broadcasts for weights and scores
     * @param history of the workers' states, which have noted some of the scores
     */
    ScoreJobs(
            SparkRun run,
            Supplier<TaskSettings> settings,
            PreparedData prepared,
            ShardJobs jobs,
            Broadcasts broadcasts,
            StateHistory history) {
        this.run = run;
        this.plan = run.plan();
        this.settings = settings;
        this.prepared = prepared;
        this.jobs = jobs;
        this.broadcasts = broadcasts;
        this.history = history;
        RunTables tables = run.tables();
        this.files = new ScoreFiles(
                run.session(), tables.scores(), tables.selection(), run.owner().afterwards());
    }

    /** The scores as tasks see them. */
    KnownScores known() {
        return known;
    }

    /** Takes the scores of a table from now on, instead of computing them; see {@link SparkBackend#take}. */
    void take(Path table) {
        ScoreTable read = new GivenScores(table)
                .read(
                        run.session(),
                        plan.importance().method(),
                        jobs.run(Part.TRAIN, new IdsTask(settings.get(), prepared.scaler())),
                        plan.training().seed());
        requireSelectable(read);
        given = Optional.of(read);
    }

    /** The run would find it out when it has trained its baseline. */
    private void requireSelectable(ScoreTable scores) {
        int kept = Math.toIntExact(UnitCounts.target(scores.size(), plan.keptFraction()));
        try {
            var unused = plan.importance()
                    .selector()
                    .order(
                            scores,
                            prepared.summary().classes().size(),
                            plan.importance().selectionSeed())
                    .select(0, kept);
        } catch (IllegalArgumentException e) {
            throw new UserException("importance.selection: " + e.getMessage(), e);
        }
    }

    /** Writes the scores that were taken, or computes them with a network. */
    void write(Network network, List<float[]> snapshots) {
        given.ifPresentOrElse(this::writeGiven, () -> compute(network, snapshots, prepared.scaler()));
    }

    private void writeGiven(ScoreTable table) {
        use(table);
        ScoreMethod method = plan.importance().method();
        write(
                new PresenceTask(settings.get(), prepared.scaler()),
                new GivenScoresTask(settings.get(), prepared.scaler(), method, known),
                List.of(method),
                () -> new RunTables.Pass(0, 0));
        given = Optional.empty();
    }

    /** Computes and writes the scores; see {@link SparkBackend#writeScores}. */
    void compute(Network network, List<float[]> snapshots, Scaler scaling) {
        long began = run.wallMillis().getAsLong();
        ScoreSettings scoring = measured(ScoreSettings.of(plan), network, snapshots, scaling);
        CollectionAccumulator<NotFinite> notFinite = new CollectionAccumulator<>();
        run.session().sparkContext().register(notFinite);
        List<Broadcast<float[]>> weights = new ArrayList<>();
        try {
            snapshots.forEach(snapshot -> weights.add(broadcasts.send(snapshot)));
            int round = history.last();
            write(
                    new StatePresenceTask(settings.get(), scaling, round, history.base()),
                    new ScoreTask(settings.get(), scaling, network, weights, scoring, notFinite, round, history.base()),
                    scoring.methods(),
                    () -> {
                        requireFinite(scoring.methods(), notFinite.value());
                        return new RunTables.Pass(
                                snapshots.size(), (run.wallMillis().getAsLong() - began) * 1e-3);
                    });
        } finally {
            weights.forEach(broadcasts::destroy);
        }
    }

    /** Writes the table with its lineage; {@code pass} says what is known of it when it is done, unless it is refused then. */
    private void write(
            PieceTask<Integer> presence,
            PieceTask<ScoredShard> task,
            List<ScoreMethod> methods,
            Supplier<RunTables.Pass> pass) {
        jobs.write(
                Part.TRAIN,
                presence,
                task,
                shards -> files.writeScores(shards, methods, prepared.summary().classes(), directory -> run.tables()
                        .lineage()
                        .write(directory, prepared.summary(), pass.get())));
    }

    /** Where several methods have such scores, the first is named. */
    private void requireFinite(List<ScoreMethod> methods, List<NotFinite> found) {
        for (ScoreMethod method : methods) {
            List<NotFinite> ofMethod =
                    found.stream().filter(each -> each.method() == method).toList();
            if (!ofMethod.isEmpty()) {
                throw new UserException(run.tables().scores() + ": " + NotFinite.reason(ofMethod)
                        + "; look at their features and at the weights of the network that scores");
            }
        }
    }

    /** With the prototypes of each of the weights, where examples are measured from them: they need a pass of their own. */
    private ScoreSettings measured(ScoreSettings scoring, Network network, List<float[]> snapshots, Scaler scaling) {
        if (!scoring.measuresDistances()) {
            return scoring;
        }
        List<Prototypes> prototypes = new ArrayList<>();
        for (float[] snapshot : snapshots) {
            prototypes.add(jobs.sending(
                    snapshot,
                    (long) Float.BYTES * snapshot.length,
                    weights -> plan.data().labelled()
                            ? FeatureSums.prototypes(jobs.run(
                                    Part.TRAIN, FeatureSumsTask.byClass(settings.get(), scaling, network, weights)))
                            : clusters(network, weights, scaling)));
        }
        return scoring.from(prototypes);
    }

    /** As many clusters as the network has outputs. */
    private Prototypes clusters(Network network, Sent<float[]> weights, Scaler scaling) {
        int clusters = network.outputs();
        long seed = Hashing.seed(plan.importance().drawSeed(), "clusters");
        return Clustering.of(
                clusters,
                jobs.run(Part.TRAIN, new BeginningsTask(settings.get(), scaling, network, weights, clusters, seed)),
                centroids -> jobs.run(
                        Part.TRAIN, FeatureSumsTask.byCluster(settings.get(), scaling, network, weights, centroids)));
    }

    /** Reads the table by the plan's own method. */
    ScoreTable read() {
        ScoreTable table = files.readScores(
                plan.importance().method(),
                prepared.summary().classes(),
                plan.training().seed());
        requireWhole(table.size());
        return table;
    }

    /** The table by all methods of the plan, where it lies. */
    ScoredExamples written() {
        RunScores written = new RunScores(
                run.session(),
                run.tables().scores(),
                plan.importance().methods(),
                prepared.summary().classes(),
                plan.importance().selectionSeed());
        requireWhole(written.by(plan.importance().method()).size());
        return written;
    }

    private void requireWhole(int scored) {
        long examples = prepared.summary().trainExamples();
        if (scored != examples) {
            throw new UserException(
                    run.tables().scores() + " has the scores of " + scored + " examples, not of " + examples
                            + ": an executor wrote where the driver does not see it, or files were removed; let all executors reach the"
                            + " run directory and " + run.owner().afterwards().get());
        }
    }

    /** Makes the scores known to the tasks. */
    void use(ScoreTable table) {
        double[] values = new double[table.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = table.score(row);
        }
        known.broadcast().ifPresent(broadcasts::destroy);
        known = KnownScores.of(
                broadcasts.send(values),
                prepared.trainRows().stream().mapToInt(Integer::intValue).toArray());
    }

    /** Writes the kept examples. */
    void writeSelection(Selection selection) {
        jobs.write(
                Part.TRAIN,
                new PresenceTask(settings.get(), prepared.scaler()),
                new SelectTask(settings.get(), prepared.scaler(), selection, known),
                shards -> files.writeSelection(shards.flatMap(List::iterator)));
    }

    @Override
    public void close() {
        known.broadcast().ifPresent(broadcasts::destroy);
    }
}
