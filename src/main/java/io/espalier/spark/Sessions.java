package io.espalier.spark;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Opens the Spark session of a run. */
public final class Sessions {
    private Sessions() {}

    /** A new session with the settings that the training loop relies on. */
    public static SparkSession open(SparkSettings settings) {
        return SparkSession.builder().config(configuration(settings)).getOrCreate();
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
                .set("spark.sql.warehouse.dir", settings.localDirectory().resolve("warehouse").toString());
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
}
