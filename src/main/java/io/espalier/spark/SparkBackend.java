package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.Scaler;
import io.espalier.importance.OrderStatistics;
import io.espalier.importance.ScoredExamples;
import io.espalier.importance.Selection;
import io.espalier.network.Network;
import io.espalier.run.DataSummary;
import io.espalier.spark.task.Admission;
import io.espalier.spark.task.BatchesTask;
import io.espalier.spark.task.EvaluateTask;
import io.espalier.spark.task.ExecutorNode;
import io.espalier.spark.task.FeaturesTask;
import io.espalier.spark.task.Missing;
import io.espalier.spark.task.PieceLostException;
import io.espalier.spark.task.PresenceTask;
import io.espalier.spark.task.SavedStates;
import io.espalier.spark.task.Sent;
import io.espalier.spark.task.Slice;
import io.espalier.spark.task.TaskSettings;
import io.espalier.spark.task.TaylorTask;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.RoundOutcome;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.TrainingBackend;
import io.espalier.trainer.Worker;
import io.espalier.trainer.Worker.SliceQuality;
import io.espalier.trainer.WorkerFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The training backend on Apache Spark: each round is one job with a task a logical worker.
 *
 * <p>Driver side.
 */
public final class SparkBackend implements TrainingBackend {
    private final SparkRun run;
    private TaskSettings settings;
    private final JavaSparkContext context;
    private final ExecutorStorage storage;
    private final Scaler scaler;
    private final DataSummary data;
    private final int[] trainRows;
    private final ShardJobs jobs;
    private final WorkerRounds rounds;
    private final RoundWatch watch = new RoundWatch();
    private final StateHistory history;
    private final ScoreJobs scores;

    private SparkBackend(
            SparkRun run,
            TaskSettings settings,
            ExecutorStorage storage,
            Pieces pieces,
            PreparedData prepared,
            DriverLimits limits) {
        this.run = run;
        this.settings = settings;
        this.context = JavaSparkContext.fromSparkContext(run.session().sparkContext());
        this.storage = storage;
        this.scaler = prepared.scaler();
        this.data = prepared.summary();
        this.trainRows =
                prepared.trainRows().stream().mapToInt(Integer::intValue).toArray();
        this.jobs = new ShardJobs(
                context,
                storage,
                pieces,
                new OutsideCause(context.sc(), run.owner().afterwards()),
                prepared.locations(),
                watch,
                this::replay);
        this.history = new StateHistory(localDirectory());
        this.scores = new ScoreJobs(run, () -> this.settings, prepared, jobs, storage, history, limits.gatheredRows());
        this.rounds = new WorkerRounds(
                run, () -> this.settings, scaler, scores.known(), jobs, limits.collectBytes(), storage, history, watch);
        context.sc().addSparkListener(watch);
    }

    /**
     * Reads, splits and packs the data of a plan.
     *
     * @param admission of executors
     * @param limits of what comes to the driver
     * @throws UserException if the data can't be used
     */
    static SparkBackend open(SparkRun run, Admission admission, ReplicaFactory replicas, DriverLimits limits) {
        String id = run.owner().id();
        ExecutorStorage storage = new ExecutorStorage(
                JavaSparkContext.fromSparkContext(run.session().sparkContext()));
        try {
            Pieces pieces = Pieces.survey(id, run.plan(), run.session(), storage);
            PreparedData prepared = pieces.pack();
            return new SparkBackend(
                    run,
                    TaskSettings.of(id, run.plan(), admission, replicas, prepared.trainRows()),
                    storage,
                    pieces,
                    prepared,
                    limits);
        } catch (Exception e) {
            // Scala declares no exceptions.
            storage.close();
            throw e;
        }
    }

    /** The jobs that ask for it are there before the rounds. */
    private void replay(Set<Missing> lost) {
        rounds.replay(lost);
    }

    /**
     * Refuses a network and batches that can't fit into the memory of the driver or of an executor, heap or native; executors that join
     * later are held to their own limits by their first task.
     *
     * @param heapBytes largest heap of this process; executors of their own have the heap that Spark was told
     */
    public void requireMemory(Network network, long heapBytes) {
        requireMemory(network, heapBytes, run.plan().constrains(), data.trainExamples());
    }

    /** The same for a scoring alone, whose scores don't come to the driver. */
    public void requireScoringMemory(Network network, long heapBytes) {
        requireMemory(network, heapBytes, true, 0);
    }

    private void requireMemory(Network network, long heapBytes, boolean scores, long selectedFrom) {
        int largest = Arrays.stream(trainRows).max().orElse(0);
        settings = new MemoryCheck(context, run.plan(), largest)
                .require(settings, network, heapBytes, scores, selectedFrom);
    }

    /** Where the driver's block manager has its files; Spark deletes it at its end. */
    private static Path localDirectory() {
        return SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
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
        return rounds.train(task);
    }

    /**
     * Gives the full batches of a round to someone who trains with them where they lie: one partition a worker, in worker order. A piece
     * that gets lost meanwhile ends the run.
     *
     * @param form that the batches are wanted in
     * @param use of the batches; they can be read until it returns
     * @throws UserException if a piece gets lost
     */
    public <T, R> R withBatches(RoundTask task, BatchesTask.Form<T> form, Function<JavaRDD<T>, R> use) {
        jobs.run(Part.TRAIN, new PresenceTask(settings, scaler));
        try {
            return storage.during(
                    task,
                    broadcast -> use.apply(jobs.rdd(jobs.of(Part.TRAIN))
                            .mapPartitions(new BatchesTask<>(settings, scaler, Sent.ahead(broadcast), form))));
        } catch (Exception e) {
            // Scala declares no exceptions: Spark's own, which Java takes for a checked one, comes here too.
            if (PieceLostException.isIn(e)) {
                throw new UserException(
                        "Packed data was lost with its executor in the middle of a round, which can't be made good with"
                                + " averaging.master: dl4j; "
                                + run.owner().afterwards().get(),
                        e);
            }
            throw e;
        }
    }

    /** Rows of the workers' shards, in worker order. */
    public int[] trainRows() {
        return trainRows.clone();
    }

    /** Hosts and ports of the executors that have joined since it was opened, sorted. */
    public List<String> joinedExecutors() {
        return watch.joined();
    }

    /** The Spark that it runs on. */
    public JavaSparkContext context() {
        return context;
    }

    @Override
    public List<String> saveStates(int round, String directory) {
        return rounds.saveStates(round, directory);
    }

    @Override
    public void useStates(int round, WorkerFiles files) {
        history.startAt(new SavedStates(round, files));
    }

    @Override
    public Quality evaluate(Part part, Network network, float[] parameters) {
        return jobs.sending(
                parameters,
                (long) Float.BYTES * parameters.length,
                weights -> SliceQuality.sum(jobs.run(part, new EvaluateTask(settings, scaler, network, weights))));
    }

    @Override
    public OrderStatistics score(Network network, List<float[]> snapshots) {
        scores.write(network, snapshots);
        return readScores();
    }

    /**
     * Takes the scores of the table that the plan names, instead of computing them: writes them as those of the run.
     *
     * @param table its directory or file
     * @throws UserException if it can't be read, lacks a column, or does not have one finite score for each of the training examples
     */
    public void take(Path table) {
        scores.take(table);
    }

    /**
     * Scores every training example by all methods of the plan and writes the table, from the tasks: the driver sees no score.
     *
     * @param snapshots weights that score, at least one where a method needs them; the scores are the means
     * @param scaling what raw features go through before the network
     * @throws UserException if a score is no finite number; then there is no table
     */
    public void writeScores(Network network, List<float[]> snapshots, Scaler scaling) {
        scores.compute(network, snapshots, scaling);
    }

    @Override
    public OrderStatistics readScores() {
        return scores.read();
    }

    /**
     * The scores that this run wrote, by all methods, where they lie: no answer to a question grows with the number of examples.
     *
     * @throws UserException if files of the table are missing
     */
    public ScoredExamples scoredExamples() {
        return scores.written();
    }

    @Override
    public void writeSelection(Selection selection) {
        scores.writeSelection(selection);
    }

    @Override
    public List<double[]> taylorImportance(Network network, float[] parameters, int batches) {
        List<Integer> rows = Arrays.stream(trainRows).boxed().toList();
        int[] shares = Worker.firstBatches(rows, run.plan().training().batch(), batches);
        List<Slice> needed = jobs.of(Part.TRAIN).stream()
                .filter(slice -> shares[slice.index()] > 0)
                .toList();
        return jobs.sending(
                parameters,
                (long) Float.BYTES * parameters.length,
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

    /** Frees what the run holds; the session stays open. */
    @Override
    public void close() {
        context.sc().removeSparkListener(watch);
        jobs.close();
        storage.close();
        history.close();
        ExecutorNode.release(settings.run());
    }
}
