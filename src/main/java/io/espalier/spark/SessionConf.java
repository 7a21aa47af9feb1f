package io.espalier.spark;

import java.io.File;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * Spark's own settings of a session: what a person set, and below it what the training loop likes best. Only the master, the
 * application's name and the size of {@code local-cluster} executors are not a person's to set here: the master says them.
 */
final class SessionConf {
    private static final Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");
    /** All that such a master gives is on this machine. */
    private static final Pattern ON_THIS_MACHINE = Pattern.compile("local.*|spark://(127\\.[0-9.]+|localhost):\\d+");

    private static final String CLASS_PATH = "spark.executor.extraClassPath";
    private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
    private static final String INSTANCES = "spark.executor.instances";
    private static final String CORES = "spark.executor.cores";
    private static final String MOST_CORES = "spark.cores.max";
    private static final String INITIAL = "spark.dynamicAllocation.initialExecutors";
    private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

    private SessionConf() {}

    /** The configuration of a session. System properties are in it: with spark-submit all that it was given. */
    static SparkConf of(SparkSettings settings) {
        SparkConf conf = new SparkConf();
        settings.properties().forEach(conf::setIfMissing);
        conf.setAppName(settings.applicationName()).setMaster(settings.effectiveMaster());
        prefer(settings, conf);
        if (ON_THIS_MACHINE.matcher(settings.effectiveMaster()).matches()) {
            conf.setIfMissing("spark.driver.host", "127.0.0.1").setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        Matcher localCluster = LOCAL_CLUSTER.matcher(settings.effectiveMaster());
        if (localCluster.matches()) {
            conf.set("spark.executor.memory", localCluster.group(3) + "m");
        }
        if (!settings.embedded()) {
            equipExecutors(settings, conf);
            askForFirstExecutors(settings, conf);
        }
        return conf;
    }

    private static void prefer(SparkSettings settings, SparkConf conf) {
        conf.setIfMissing("spark.ui.enabled", "false")
                // A worker's shard and state are where it ran last; waiting for that place is cheaper than moving them.
                .setIfMissing("spark.locality.wait", "30s")
                // Where the source was read says nothing about where its pieces are best: they would all be on that
                // machine.
                .setIfMissing("spark.shuffle.reduceLocality.enabled", "false")
                // What an executor keeps is made again where it is lost: no reason to hold one that has nothing to do.
                .setIfMissing("spark.dynamicAllocation.cachedExecutorIdleTimeout", "60s")
                .setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0")
                // Weights are random bits: compressing them costs time and saves nothing.
                .setIfMissing("spark.broadcast.compress", "false")
                // Each block of weights is asked for, and reported, by itself: a small network travels in one.
                .setIfMissing("spark.broadcast.blockSize", "32m")
                .setIfMissing("spark.shuffle.compress", "false")
                .setIfMissing("spark.sql.shuffle.partitions", "8")
                .setIfMissing("spark.sql.parquet.compression.codec", "zstd")
                // A job a round: Spark would keep a thousand jobs and stages, and a hundred thousand tasks, for its
                // pages.
                .setIfMissing("spark.ui.retainedJobs", "100")
                .setIfMissing("spark.ui.retainedStages", "100")
                .setIfMissing("spark.ui.retainedTasks", "10000")
                .setIfMissing("spark.local.dir", settings.localDirectory().toString())
                .setIfMissing(
                        "spark.sql.warehouse.dir",
                        settings.localDirectory().resolve("warehouse").toString());
    }

    private static void equipExecutors(SparkSettings settings, SparkConf conf) {
        if (!settings.classPath().isEmpty()) {
            String given = conf.get(CLASS_PATH, "");
            conf.set(
                    CLASS_PATH,
                    given.isEmpty() ? settings.classPath() : settings.classPath() + File.pathSeparator + given);
        }
        conf.set(JAVA_OPTIONS, SparkSettings.trainingOptions(conf.get(JAVA_OPTIONS, "")));
        for (Map.Entry<String, String> variable : settings.environment().entrySet()) {
            conf.setIfMissing("spark.executorEnv." + variable.getKey(), variable.getValue());
        }
    }

    /** With dynamic allocation Spark asks for an executor when a job waits for one, and a run gives no job before it has them. */
    private static void askForFirstExecutors(SparkSettings settings, SparkConf conf) {
        if (conf.getBoolean(DYNAMIC, false)) {
            int needed = neededExecutors(settings, conf);
            conf.set(INITIAL, Integer.toString(Math.max(needed, conf.getInt(INITIAL, 0))));
        }
    }

    /**
     * Executors that a run waits for: what its plan asks for, else those of {@code local-cluster[n,..]}, else what Spark's settings
     * ask for, else 1. {@code spark.cores.max} asks for whole executors, where {@code spark.executor.cores} says how large one is.
     */
    static int neededExecutors(SparkSettings settings, SparkConf conf) {
        if (settings.embedded()) {
            return 0;
        }
        Matcher localCluster = LOCAL_CLUSTER.matcher(settings.effectiveMaster());
        return settings.cluster()
                .executors()
                .orElseGet(() -> localCluster.matches() ? Integer.parseInt(localCluster.group(1)) : askedOfSpark(conf));
    }

    private static int askedOfSpark(SparkConf conf) {
        if (conf.getBoolean(DYNAMIC, false)) {
            int least = conf.getInt("spark.dynamicAllocation.minExecutors", 0);
            int initial = conf.getInt(INITIAL, least);
            return Math.max(1, Math.max(least, Math.max(initial, conf.getInt(INSTANCES, 0))));
        }
        if (conf.contains(INSTANCES)) {
            return Math.max(1, conf.getInt(INSTANCES, 1));
        }
        return conf.contains(MOST_CORES) && conf.contains(CORES)
                ? Math.max(1, conf.getInt(MOST_CORES, 1) / conf.getInt(CORES, 1))
                : 1;
    }
}
