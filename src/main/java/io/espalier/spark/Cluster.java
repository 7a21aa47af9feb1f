package io.espalier.spark;

import io.espalier.UserException;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.task.ProbeTask;
import io.espalier.trainer.ReplicaFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A running Spark: the executors that a master gives us, embedded or on other machines. Runs can follow one another on it.
 *
 * <p>Driver side; used by one thread.
 */
public final class Cluster implements AutoCloseable {
    /** Tasks for each executor, so that every one gets some. */
    private static final int PROBES_PER_EXECUTOR = 4;

    private final SparkSession session;

    private Cluster(SparkSession session) {
        this.session = session;
    }

    /** Starts a session with the settings that the training loop relies on. */
    public static Cluster start(SparkSettings settings) {
        return new Cluster(
                SparkSession.builder().config(configuration(settings)).getOrCreate());
    }

    private static SparkConf configuration(SparkSettings settings) {
        SparkConf conf = new SparkConf()
                .setAppName(settings.applicationName())
                .setMaster(settings.effectiveMaster())
                .set("spark.ui.enabled", "false")
                // A worker's shard and state are where it ran last; waiting for that place is cheaper than moving them.
                .set("spark.locality.wait", "30s")
                .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
                // Weights are random bits: compressing them costs time and saves nothing.
                .set("spark.broadcast.compress", "false")
                .set("spark.shuffle.compress", "false")
                .set("spark.sql.shuffle.partitions", "8")
                .set("spark.sql.parquet.compression.codec", "zstd")
                .set("spark.local.dir", settings.localDirectory().toString())
                .set(
                        "spark.sql.warehouse.dir",
                        settings.localDirectory().resolve("warehouse").toString());
        if (settings.embedded() || settings.localClusterMemory() > 0) {
            conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1");
        }
        if (settings.localClusterMemory() > 0) {
            conf.set("spark.executor.memory", settings.localClusterMemory() + "m");
        }
        if (!settings.embedded()) {
            if (!settings.classPath().isEmpty()) {
                conf.set("spark.executor.extraClassPath", settings.classPath());
            }
            for (Map.Entry<String, String> variable : settings.environment().entrySet()) {
                conf.set("spark.executorEnv." + variable.getKey(), variable.getValue());
            }
        }
        return conf;
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
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        int tasks = Math.max(1, PROBES_PER_EXECUTOR * (executors().size() - 1));
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        List<ProbeTask.Answer> answers = context.parallelize(numbers, tasks)
                .mapPartitions(new ProbeTask(replicas))
                .collect();
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
     * Writes a made-up table for benchmarks as Parquet: columns f0.. and label, a function of the seed.
     *
     * @param features numeric columns
     */
    public void writeSyntheticTable(long rows, int features, long seed, Path directory) {
        SyntheticTable.write(session, rows, features, seed, directory);
    }

    /**
     * Reads, splits and packs the data of a plan.
     *
     * @param run tells runs on one cluster apart
     * @param tables where the run's tables are written
     * @param wallMillis the driver's wall clock
     * @throws io.espalier.UserException if the data can't be used
     */
    public SparkBackend open(
            String run, TrainingPlan plan, ReplicaFactory replicas, RunTables tables, LongSupplier wallMillis) {
        return SparkBackend.open(run, plan, replicas, session, tables, wallMillis);
    }

    @Override
    public void close() {
        session.close();
    }
}
