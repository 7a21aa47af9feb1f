package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.Scaler;
import io.espalier.importance.ScoreTable;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.DataSummary;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.EvaluateTask;
import io.espalier.spark.task.ExecutorNode;
import io.espalier.spark.task.FeaturesTask;
import io.espalier.spark.task.KnownScores;
import io.espalier.spark.task.Outcome;
import io.espalier.spark.task.PresenceTask;
import io.espalier.spark.task.ScoreTask;
import io.espalier.spark.task.SelectTask;
import io.espalier.spark.task.Slice;
import io.espalier.spark.task.TaskSettings;
import io.espalier.spark.task.TaylorTask;
import io.espalier.spark.task.TimedResult;
import io.espalier.spark.task.TrainTask;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.RoundOutcome;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.TrainingBackend;
import io.espalier.trainer.Worker;
import io.espalier.trainer.Worker.SliceQuality;
import io.espalier.trainer.WorkerResult;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The training backend on Apache Spark: each round is one job with a task a logical worker.
 *
 * <p>Driver side. Results are collected and reduced on the driver, so that networks are limited: see {@link #collectLimit}.
 */
public final class SparkBackend implements TrainingBackend {
    private static final long COLLECT_LIMIT_BYTES = 64L << 20;
    /** Share of Spark's own limit on collected results that one round may take: there are moments beside the weights. */
    private static final int RESULT_SHARE = 8;

    private final TrainingPlan plan;
    private final TaskSettings settings;
    private final JavaSparkContext context;
    private final Scaler scaler;
    private final DataSummary data;
    private final int[] trainRows;
    private final ShardJobs jobs;
    private final RunTables tables;
    private final ScoreFiles files;
    private final LongSupplier wallMillis;
    private KnownScores scores = KnownScores.none();

    private SparkBackend(
            TrainingPlan plan,
            TaskSettings settings,
            SparkSession session,
            Pieces pieces,
            PreparedData prepared,
            RunTables tables,
            LongSupplier wallMillis) {
        this.plan = plan;
        this.settings = settings;
        this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
        this.scaler = prepared.scaler();
        this.data = prepared.summary();
        this.trainRows =
                prepared.trainRows().stream().mapToInt(Integer::intValue).toArray();
        this.jobs = new ShardJobs(context, pieces, prepared.locations());
        this.tables = tables;
        this.files = new ScoreFiles(session, tables.scores(), tables.selection());
        this.wallMillis = wallMillis;
    }

    /**
     * Reads, splits and packs the data of a plan.
     *
     * @param run tells runs in one session apart
     * @param tables where the run's tables are written
     * @param wallMillis the driver's wall clock
     * @throws UserException if the data can't be used
     */
    static SparkBackend open(
            String run,
            TrainingPlan plan,
            ReplicaFactory replicas,
            SparkSession session,
            RunTables tables,
            LongSupplier wallMillis) {
        Pieces pieces = Pieces.survey(run, plan, session);
        PreparedData prepared = pieces.pack();
        return new SparkBackend(
                plan, TaskSettings.of(run, plan, replicas), session, pieces, prepared, tables, wallMillis);
    }

    /** Largest number of bytes that the workers' changes of one round may have together: min(64 MB, maxResultSize / 8). */
    long collectLimit() {
        long maxResult = context.getConf().getSizeAsBytes("spark.driver.maxResultSize", "1g");
        return maxResult == 0 ? COLLECT_LIMIT_BYTES : Math.min(COLLECT_LIMIT_BYTES, maxResult / RESULT_SHARE);
    }

    /** Refuses a network whose changes are more than the driver can collect. */
    public void requireCollectable(Network network) {
        long bytes = 4L * network.layout().length() * plan.training().workers();
        if (bytes > collectLimit()) {
            throw new UserException("The network has " + network.layout().length() + " values and training.workers is "
                    + plan.training().workers() + ": " + bytes + " bytes of changes a round, allowed are "
                    + collectLimit()
                    + " (the smaller of 64 MB and spark.driver.maxResultSize / " + RESULT_SHARE + ")");
        }
    }

    @Override
    public DataSummary data() {
        return data;
    }

    /** The scaling of features, fitted on the training part. */
    public Scaler scaler() {
        return scaler;
    }

    @Override
    public RoundOutcome train(RoundTask task) {
        long submitted = wallMillis.getAsLong();
        return broadcast(task, round -> {
            List<TimedResult> timed = jobs.run(Part.TRAIN, new TrainTask(settings, scaler, round, scores));
            List<WorkerResult> results = timed.stream().map(TimedResult::result).toList();
            TimedResult slowest = timed.stream()
                    .max(Comparator.comparingLong(result -> result.result().computeNanos()))
                    .orElseThrow();
            return RoundOutcome.of(task, results, Math.max(0, slowest.startedMillis() - submitted) * 1e-3);
        });
    }

    @Override
    public Quality evaluate(Part part, Network network, float[] parameters) {
        return broadcast(
                parameters,
                weights -> SliceQuality.sum(jobs.run(part, new EvaluateTask(settings, scaler, network, weights))));
    }

    @Override
    public ScoreTable score(Network network, List<float[]> snapshots) {
        List<Broadcast<float[]>> weights = new ArrayList<>();
        try {
            snapshots.forEach(snapshot -> weights.add(context.broadcast(snapshot)));
            write(
                    new ScoreTask(settings, scaler, network, weights),
                    shards -> files.writeScores(shards, data.classes(), directory -> tables.lineage()
                            .write(directory, data, snapshots.size())));
        } finally {
            weights.forEach(Broadcast::destroy);
        }
        return readScores();
    }

    @Override
    public ScoreTable readScores() {
        return files.readScores(data.classes(), plan.training().seed());
    }

    @Override
    public void useScores(ScoreTable table) {
        double[] values = new double[table.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = table.score(row);
        }
        scores.broadcast().ifPresent(Broadcast::destroy);
        scores = KnownScores.of(context.broadcast(values), trainRows);
    }

    @Override
    public void writeSelection(Selection selection) {
        write(
                new SelectTask(settings, scaler, selection, scores),
                shards -> files.writeSelection(shards.flatMap(List::iterator)));
    }

    /** Tasks that write can't tell the driver that a piece is missing, so all pieces are made sure of first. */
    private <T extends Serializable> void write(
            FlatMapFunction<Iterator<Slice>, Outcome<T>> task, Consumer<JavaRDD<T>> writer) {
        jobs.run(Part.TRAIN, new PresenceTask(settings, scaler));
        jobs.write(Part.TRAIN, task, writer);
    }

    @Override
    public List<double[]> taylorImportance(Network network, float[] parameters, int batches) {
        List<Integer> rows = Arrays.stream(trainRows).boxed().toList();
        int[] shares = Worker.firstBatches(rows, plan.training().batch(), batches);
        List<Slice> needed = jobs.of(Part.TRAIN).stream()
                .filter(slice -> shares[slice.index()] > 0)
                .toList();
        return broadcast(
                parameters,
                weights -> Worker.meanOf(
                        network,
                        jobs.run(needed, new TaylorTask(settings, scaler, network, weights, shares)),
                        Arrays.stream(shares).sum()));
    }

    /** Features of some training examples as they were before scaling. */
    public Map<Long, float[]> features(Set<Long> ids) {
        Map<Long, float[]> found = new HashMap<>();
        jobs.run(Part.TRAIN, new FeaturesTask(settings, Scaler.none(scaler.featureCount()), ids))
                .forEach(found::putAll);
        return found;
    }

    private <T, R> R broadcast(T value, Function<Broadcast<T>, R> use) {
        Broadcast<T> broadcast = context.broadcast(value);
        try {
            return use.apply(broadcast);
        } finally {
            broadcast.destroy();
        }
    }

    /** Frees what the run holds; the session stays open. */
    @Override
    public void close() {
        scores.broadcast().ifPresent(Broadcast::destroy);
        ExecutorNode.release(settings.run());
    }
}
