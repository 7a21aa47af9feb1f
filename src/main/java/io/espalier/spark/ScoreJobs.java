package io.espalier.spark;

import io.espalier.Hashing;
import io.espalier.UserException;
import io.espalier.constraint.UnitCounts;
import io.espalier.data.Scaler;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.Prototypes;
import io.espalier.importance.ScoreMethod;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.ScoredExamples;
import io.espalier.importance.Selection;
import io.espalier.importance.SortedTable;
import io.espalier.network.Network;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.BeginningsTask;
import io.espalier.spark.task.FeatureSumsTask;
import io.espalier.spark.task.GatherScoresTask;
import io.espalier.spark.task.GivenMisfits;
import io.espalier.spark.task.GivenScoresTask;
import io.espalier.spark.task.KnownScores;
import io.espalier.spark.task.NotFinite;
import io.espalier.spark.task.PieceTask;
import io.espalier.spark.task.PresenceTask;
import io.espalier.spark.task.ScoreTask;
import io.espalier.spark.task.ScoredRowsTask;
import io.espalier.spark.task.ScoredShard;
import io.espalier.spark.task.SelectTask;
import io.espalier.spark.task.Sent;
import io.espalier.spark.task.StatePresenceTask;
import io.espalier.spark.task.TaskSettings;
import io.espalier.trainer.Clustering;
import io.espalier.trainer.FeatureSums;
import io.espalier.trainer.ScoreSettings;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;

/**
 * The scores of a run: computed or taken from a table, written from the tasks, read back, and known to the workers' tasks from then on.
 *
 * <p>Driver side.
 */
final class ScoreJobs {
    private final SparkRun run;
    private final TrainingPlan plan;
    private final Supplier<TaskSettings> settings;
    private final PreparedData prepared;
    private final ShardJobs jobs;
    private final ExecutorStorage storage;
    private final StateHistory history;
    private final int gatheredRows;
    private final ScoreFiles files;
    private final KnownScores known;

    /**
     * Jobs on the data of a run.
     *
     * @param settings of its tasks, as they are by then
     * @param storage for weights and scores
     * @param history of the workers' states, which have noted some of the scores
     * @param gatheredRows examples whose scores the driver holds at most; those of more stay with the shards
     */
    ScoreJobs(
            SparkRun run,
            Supplier<TaskSettings> settings,
            PreparedData prepared,
            ShardJobs jobs,
            ExecutorStorage storage,
            StateHistory history,
            int gatheredRows) {
        this.run = run;
        this.plan = run.plan();
        this.settings = settings;
        this.prepared = prepared;
        this.jobs = jobs;
        this.storage = storage;
        this.history = history;
        this.gatheredRows = gatheredRows;
        RunTables tables = run.tables();
        this.known = KnownScores.of(tables.scores(), plan.importance().source().method());
        this.files = new ScoreFiles(
                run.session(), tables.scores(), tables.selection(), run.owner().afterwards());
    }

    /** The scores as tasks see them. */
    KnownScores known() {
        return known;
    }

    /** Takes the scores of the table that the plan names, instead of computing them; see {@link SparkBackend#take}. */
    void take(Path table) {
        ScoreMethod method = plan.importance().source().method();
        GivenScores given = new GivenScores(table, method);
        Path byShard = run.tables().scores().resolveSibling("scores.given");
        TableDirectory directory = TableDirectory.inRun(byShard, run.owner().afterwards());
        try {
            given.writeByShard(run.session(), prepared.split(), directory);
            writeTaken(given, KnownScores.of(byShard, method));
        } finally {
            directory.remove();
        }
    }

    /** The run would find out when it has trained its baseline what it can't select by. */
    private void writeTaken(GivenScores given, KnownScores byShard) {
        CollectionAccumulator<GivenMisfits> misfits = new CollectionAccumulator<>();
        run.session().sparkContext().register(misfits);
        write(
                new PresenceTask(settings.get(), prepared.scaler()),
                new GivenScoresTask(settings.get(), prepared.scaler(), byShard, prepared.split(), misfits),
                List.of(byShard.method()),
                unfinished -> {
                    given.requireFit(misfits.value(), prepared.summary().trainExamples());
                    requireSelectable(read(KnownScores.of(unfinished, byShard.method())));
                    return new RunTables.Pass(0, 0);
                });
    }

    private void requireSelectable(OrderStatistics scores) {
        int kept = Math.toIntExact(UnitCounts.target(scores.size(), plan.keptFraction()));
        try {
            var unused = plan.importance().selection().selector().order(scores).select(0, kept);
        } catch (IllegalArgumentException e) {
            throw new UserException("importance.selection: " + e.getMessage(), e);
        }
    }

    /** Computes and writes the scores with a network, unless the plan takes those of a table: they have been written. */
    void write(Network network, List<float[]> snapshots) {
        if (plan.importance().source().table().isEmpty()) {
            compute(network, snapshots, prepared.scaler());
        }
    }

    /** Computes and writes the scores; see {@link SparkBackend#writeScores}. */
    void compute(Network network, List<float[]> snapshots, Scaler scaling) {
        long began = run.wallMillis().getAsLong();
        ScoreSettings scoring =
                measured(ScoreSettings.of(plan, prepared.summary().trainExamples()), network, snapshots, scaling);
        CollectionAccumulator<NotFinite> notFinite = new CollectionAccumulator<>();
        run.session().sparkContext().register(notFinite);
        List<Broadcast<float[]>> weights = new ArrayList<>();
        try {
            snapshots.forEach(snapshot -> weights.add(storage.send(snapshot)));
            int round = history.last();
            write(
                    new StatePresenceTask(settings.get(), scaling, round, history.base()),
                    new ScoreTask(settings.get(), scaling, network, weights, scoring, notFinite, round, history.base()),
                    scoring.methods(),
                    unfinished -> {
                        requireFinite(scoring.methods(), notFinite.value());
                        return new RunTables.Pass(
                                snapshots.size(), (run.wallMillis().getAsLong() - began) * 1e-3);
                    });
        } finally {
            weights.forEach(storage::destroy);
        }
    }

    /** Writes the table with its lineage; {@code pass} says what is known of it, unless it refuses the table that is done. */
    private void write(
            PieceTask<Integer> presence,
            PieceTask<ScoredShard> task,
            List<ScoreMethod> methods,
            Function<Path, RunTables.Pass> pass) {
        jobs.write(
                Part.TRAIN,
                presence,
                task,
                shards -> files.writeScores(shards, methods, prepared.summary().classes(), directory -> run.tables()
                        .lineage()
                        .write(directory, prepared.summary(), pass.apply(directory))));
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

    /** The scores that the run wrote, by the plan's own method. */
    OrderStatistics read() {
        return read(known);
    }

    private OrderStatistics read(KnownScores scores) {
        int classes = prepared.summary().classes().size();
        int examples = Math.toIntExact(prepared.summary().trainExamples());
        return examples <= gatheredRows
                ? new SortedTable(
                        gathered(scores, examples), classes, plan.importance().selectionSeed())
                : new CountedScores(new TrainingShards(scores), examples, classes);
    }

    /** Shards are pieces of the hash order. */
    private ScoreTable gathered(KnownScores scores, int examples) {
        long[] ids = new long[examples];
        int[] labels = new int[examples];
        double[] importance = new double[examples];
        int at = 0;
        for (ScoredShard shard :
                jobs.run(Part.TRAIN, new GatherScoresTask(settings.get(), prepared.scaler(), scores))) {
            System.arraycopy(shard.ids(), 0, ids, at, shard.rows());
            System.arraycopy(shard.labels(), 0, labels, at, shard.rows());
            System.arraycopy(shard.scores(0), 0, importance, at, shard.rows());
            at += shard.rows();
        }
        return new ScoreTable(ids, labels, importance);
    }

    private final class TrainingShards implements CountedScores.Shards {
        private final KnownScores scores;

        TrainingShards(KnownScores scores) {
            this.scores = scores;
        }

        @Override
        public <T extends Serializable> List<T> answers(ScoredRowsTask.Question<T> question) {
            return jobs.run(Part.TRAIN, new ScoredRowsTask<>(settings.get(), prepared.scaler(), scores, question));
        }

        @Override
        public int count() {
            return prepared.trainRows().size();
        }
    }

    /** The table by all methods of the plan, where it lies. */
    ScoredExamples written() {
        RunScores written = new RunScores(
                run.session(),
                run.tables().scores(),
                plan.importance().source().methods(),
                prepared.summary().classes(),
                plan.importance().selectionSeed());
        requireWhole(written.by(plan.importance().source().method()).size());
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

    /** Writes the kept examples. */
    void writeSelection(Selection selection) {
        jobs.write(
                Part.TRAIN,
                new PresenceTask(settings.get(), prepared.scaler()),
                new SelectTask(settings.get(), prepared.scaler(), selection, known),
                files::writeSelection);
    }
}
