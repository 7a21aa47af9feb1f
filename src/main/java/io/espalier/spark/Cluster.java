package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.data.RawExample;
import io.espalier.run.DataPlan;
import io.espalier.run.SelectionPlan;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.Admission;
import io.espalier.spark.task.ProbeTask;
import io.espalier.trainer.ReplicaFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.SparkSession;

/**
 * A running Spark: the executors that a master gives us, embedded or on other machines. Runs can follow one another on it.
 *
 * <p>Driver side; used by one thread.
 */
public final class Cluster implements AutoCloseable {
    private static final int POLL_MILLIS = 100;

    private static volatile boolean started;

    private final SparkSession session;
    private final Optional<ExecutorWatch> watch;

    private Cluster(SparkSession session, Optional<ExecutorWatch> watch) {
        this.session = session;
        this.watch = watch;
    }

    /** A session that somebody else started. To close this closes it. */
    public static Cluster of(SparkSession session) {
        return new Cluster(session, Optional.empty());
    }

    /** Whether a session was started in this JVM, whatever became of it. */
    public static boolean wasStarted() {
        return started;
    }

    /** Whether a session of this JVM runs: Spark has one context a JVM, so no other can be started. */
    public static boolean isRunning() {
        return Stream.of(SparkSession.getActiveSession(), SparkSession.getDefaultSession())
                .anyMatch(session ->
                        session.isDefined() && !session.get().sparkContext().isStopped());
    }

    /**
     * Starts a session with the settings that the training loop relies on, and waits for its executors.
     *
     * @throws UserException if the master is none, or gives fewer executors than asked for within the time that the plan says
     */
    public static Cluster start(SparkSettings settings) {
        return start(settings, warning -> {});
    }

    /**
     * The same for a run that a person waits for.
     *
     * @param warnings told, in a thread of its own, when no executor is left for the work
     */
    public static Cluster start(SparkSettings settings, Consumer<String> warnings) {
        SparkConf conf = SessionConf.of(settings);
        StandaloneMaster.requireAnswer(conf);
        started = true;
        SparkSession session = SparkSession.builder().config(conf).getOrCreate();
        Optional<ExecutorWatch> watch = settings.embedded()
                ? Optional.empty()
                : Optional.of(new ExecutorWatch(
                        session.sparkContext(), settings.cluster().waitSeconds(), warnings));
        Cluster cluster = new Cluster(session, watch);
        try {
            cluster.awaitExecutors(
                    SessionConf.neededExecutors(settings, conf),
                    settings.cluster().waitSeconds());
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private void awaitExecutors(int needed, int seconds) {
        for (long waited = 0; !session.sparkContext().isStopped(); waited += POLL_MILLIS) {
            int joined = everyExecutor().count();
            if (joined >= needed) {
                return;
            }
            if (waited >= TimeUnit.SECONDS.toMillis(seconds)) {
                throw new UserException("master " + master() + " gave " + joined + " executors within " + seconds
                        + " s, needed are "
                        + needed + ": it may have no worker, none with enough free cores and memory, or one that can't"
                        + " start executors, whose log says why");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
        throw new UserException("master " + master()
                + " gave up the application while its executors were waited for: none could be started; the workers' logs say"
                + " why");
    }

    /** The session itself, for this package. */
    SparkSession session() {
        return session;
    }

    /** The master in effect. */
    public String master() {
        return session.sparkContext().master();
    }

    /** Version of Spark. */
    public String version() {
        return session.version();
    }

    /** Hosts and ports of the executors, sorted; of an embedded Spark the driver's own. */
    public List<String> executors() {
        return Arrays.stream(session.sparkContext().statusTracker().getExecutorInfos())
                .map(Cluster::address)
                .sorted()
                .toList();
    }

    private static String address(SparkExecutorInfo executor) {
        return executor.host() + ":" + executor.port();
    }

    /**
     * Asks every executor which kernels compute there.
     *
     * @return the hash that all of them have
     * @throws UserException if they differ: results would depend on where a worker runs
     */
    public String kernelProbe(ReplicaFactory replicas) {
        List<ProbeTask.Answer> answers = everyExecutor().answers(new ProbeTask(replicas));
        ProbeTask.Answer first = answers.get(0);
        for (ProbeTask.Answer answer : answers) {
            if (!answer.probe().equals(first.probe())) {
                throw new UserException(
                        "Executor " + answer.executor() + " on " + answer.host() + " computes with other kernels ("
                                + answer.probe() + ") than executor " + first.executor() + " on " + first.host() + " ("
                                + first.probe()
                                + "); a run needs executors of one CPU family");
            }
        }
        return first.probe();
    }

    /**
     * Makes sure that all executors can read and write a directory, which must exist. One JVM needs no such test.
     *
     * @throws UserException that names the executor that can't
     */
    public void requireShared(Path directory) {
        if (!session.sparkContext().isLocal()) {
            new SharedDirectory(directory).requireFor(everyExecutor());
        }
    }

    private EveryExecutor everyExecutor() {
        return new EveryExecutor(session.sparkContext());
    }

    /**
     * Writes a made-up table for benchmarks as Parquet: columns f0.. and label, a function of the seed.
     *
     * @param features numeric columns
     */
    public void writeSyntheticTable(long rows, int features, long seed, Path directory) {
        SyntheticTable.write(session, rows, features, seed, directory);
    }

    /** Tables of scores, for benchmarks. */
    public ScoreTables scoreTables() {
        return new ScoreTables(session);
    }

    /**
     * What executors must have to take part in a run, also those that join it later.
     *
     * @param kernels hash that {@link #kernelProbe} found
     * @param record file in the run directory
     */
    public Admission admission(String kernels, Path record) {
        boolean embedded = session.sparkContext().isLocal();
        return new Admission(kernels, embedded ? "" : record.toAbsolutePath().toString(), 0);
    }

    /**
     * Reads, splits and packs the data of a plan.
     *
     * @param owner of the data and of all jobs on it
     * @param admission of executors
     * @param tables where the run's tables are written
     * @param wallMillis the driver's wall clock
     * @throws io.espalier.UserException if the data can't be used
     */
    public SparkBackend open(
            JobOwner owner,
            TrainingPlan plan,
            Admission admission,
            ReplicaFactory replicas,
            RunTables tables,
            LongSupplier wallMillis) {
        return SparkBackend.open(
                new SparkRun(owner, plan, session, tables, wallMillis),
                admission,
                replicas,
                DriverLimits.of(session.sparkContext().getConf()));
    }

    /**
     * The examples of a Parquet table on the driver, one after the other, in the order of its files' names and their rows.
     *
     * @param plan of which path, label, features and id are read
     * @param labelled whether the examples must have labels; else all have the label ""
     * @return reads while this cluster is open; throws {@link UserException} that names the row where a value can't be used
     * @throws UserException if the table can't be read, does not have the columns that the plan names, or has no rows
     */
    public Iterator<RawExample> examples(DataPlan plan, boolean labelled) {
        return ParquetStream.open(session, plan, labelled);
    }

    /**
     * Chooses from a table of scores.
     *
     * @param scores path of a Parquet table with a column example_id, one of scores and, where the method needs it, one called label
     * @param column name of the score; may be absent where there is only one
     * @param lowIsImportant whether the low values of a column are the important ones
     * @return reads while this cluster is open
     * @throws UserException if the table can't be read or selected from, or the plan can't be met
     */
    public TableSelection select(
            String scores, Optional<String> column, Predicate<String> lowIsImportant, SelectionPlan plan) {
        return TableSelection.of(session, scores, column, lowIsImportant, plan);
    }

    /**
     * Does the work of a run.
     *
     * @param afterwards what to do when the cause is removed
     * @throws UserException if the work failed for a cause outside of this program that has no line yet: executors without memory, a
     *     cluster that is gone
     */
    public <R> R doing(Supplier<String> afterwards, Supplier<R> work) {
        OutsideCause causes = new OutsideCause(session.sparkContext(), afterwards);
        try {
            return work.get();
        } catch (UserException | TaskFailedException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw causes.driverMemory(e);
        } catch (Exception e) {
            // Scala declares no exceptions: Spark's own, which Java takes for a checked one, comes here too.
            watch.flatMap(each -> each.cause(causes.remedy("start workers")))
                    .or(() -> causes.of(e))
                    .ifPresent(cause -> {
                        throw cause;
                    });
            throw e;
        }
    }

    @Override
    public void close() {
        watch.ifPresent(ExecutorWatch::close);
        session.close();
    }
}
