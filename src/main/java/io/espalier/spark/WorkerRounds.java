package io.espalier.spark;

import io.espalier.data.Scaler;
import io.espalier.spark.task.KnownScores;
import io.espalier.spark.task.Missing;
import io.espalier.spark.task.Ran;
import io.espalier.spark.task.ReplayTask;
import io.espalier.spark.task.SaveStateTask;
import io.espalier.spark.task.Sent;
import io.espalier.spark.task.Slice;
import io.espalier.spark.task.TaskSettings;
import io.espalier.spark.task.TrainTask;
import io.espalier.trainer.RoundOutcome;
import io.espalier.trainer.RoundTask;
import io.espalier.trainer.TrainingBackend.Part;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The rounds of the logical workers, and the states that these carry from one round to the next: saved with a checkpoint, made again where
 * an executor that had them got lost.
 *
 * <p>Driver side.
 */
final class WorkerRounds {
    private final SparkRun run;
    private final Supplier<TaskSettings> settings;
    private final Scaler scaler;
    private final KnownScores scores;
    private final ShardJobs jobs;
    private final RoundJobs rounds;
    private final ExecutorStorage storage;
    private final StateHistory history;
    private final RoundWatch watch;
    private final LongSupplier wallMillis;

    /**
     * Rounds of a run.
     *
     * @param settings of its tasks, as they are by then
     * @param scores as tasks see them
     * @param jobs on the shards of the workers
     * @param collectBytes of contributions that the driver collects in a round at most
     */
    WorkerRounds(
            SparkRun run,
            Supplier<TaskSettings> settings,
            Scaler scaler,
            KnownScores scores,
            ShardJobs jobs,
            long collectBytes,
            ExecutorStorage storage,
            StateHistory history,
            RoundWatch watch) {
        this.run = run;
        this.settings = settings;
        this.scaler = scaler;
        this.scores = scores;
        this.jobs = jobs;
        this.rounds = new RoundJobs(jobs, collectBytes);
        this.storage = storage;
        this.history = history;
        this.watch = watch;
        this.wallMillis = run.wallMillis();
    }

    /** Has every worker train one round; see {@link io.espalier.trainer.TrainingBackend#train}. */
    RoundOutcome train(RoundTask task) {
        if (run.plan().workersKeepState()) {
            history.add(task);
        }
        long submitted = wallMillis.getAsLong();
        int workers = run.plan().training().workers();
        int parameters = task.model().parameters().length;
        int moments = task.model().moments().length;
        return rounds.sending(task, workers, parameters, moments, sent -> {
            RoundJobs.Round round = rounds.run(
                    new TrainTask(settings.get(), scaler, sent, scores, history.base()), workers, parameters, moments);
            return outcome(task, round, submitted);
        });
    }

    private RoundOutcome outcome(RoundTask task, RoundJobs.Round round, long submitted) {
        Ran slowest = round.runs().stream()
                .max(Comparator.comparingLong(ran -> ran.report().computeNanos()))
                .orElseThrow();
        RoundOutcome outcome = RoundOutcome.of(
                task,
                round.mean(),
                round.runs().stream().map(Ran::report).toList(),
                Math.max(0, slowest.startedMillis() - submitted) * 1e-3);
        return outcome.with(watch.incidents(round.runs()));
    }

    /** Makes states of workers again, each from the last checkpoint's by the rounds since. */
    void replay(Set<Missing> lost) {
        int newest = lost.stream().mapToInt(Missing::stateOf).max().orElseThrow();
        List<Slice> workers = lost.stream()
                .map(Missing::slice)
                .sorted(Comparator.comparingInt(Slice::index))
                .toList();
        for (int round = history.base().round() + 1; round <= newest; round++) {
            var unused = storage.during(
                    history.task(round),
                    task -> jobs.run(
                            workers, new ReplayTask(settings.get(), scaler, Sent.ahead(task), scores, history.base())));
            watch.replayed(1);
        }
    }

    /** Has every worker write its state; see {@link io.espalier.trainer.TrainingBackend#saveStates}. */
    List<String> saveStates(int round, String directory) {
        String application = run.session().sparkContext().applicationId();
        return run.plan().workersKeepState()
                ? jobs.run(
                        Part.TRAIN,
                        new SaveStateTask(settings.get(), scaler, round, directory, application, history.base()))
                : List.of();
    }
}
