package io.espalier.spark.task;

import java.io.File;
import java.io.Serializable;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;

/**
 * Where a task ran, for people who look for the place.
 *
 * @param executor id
 * @param host of the executor
 * @param disk directories of Spark's local files there, as they were set; separated by commas
 */
public record ExecutorAddress(String executor, String host, String disk) implements Serializable {
    /** Spark's id of the driver, which is the executor of an embedded Spark. */
    private static final String DRIVER = "driver";
    /** What Spark makes below a directory that it was given. */
    private static final Pattern OF_SPARK = Pattern.compile("(spark|executor|blockmgr)-[0-9a-f-]{36}");

    /** The executor that this code runs in. */
    public static ExecutorAddress here() {
        SparkEnv env = SparkEnv.get();
        String disk = Arrays.stream(env.blockManager().diskBlockManager().localDirs())
                .map(ExecutorAddress::given)
                .collect(Collectors.joining(", "));
        return new ExecutorAddress(
                env.executorId(), env.blockManager().blockManagerId().host(), disk);
    }

    private static String given(File directory) {
        File given = directory;
        while (given.getParentFile() != null
                && OF_SPARK.matcher(given.getName()).matches()) {
            given = given.getParentFile();
        }
        return given.toString();
    }

    /** Whether it is the driver itself, whose Spark is embedded. */
    public boolean isDriver() {
        return executor.equals(DRIVER);
    }

    /** The executor in a sentence. */
    public String name() {
        return isDriver() ? "this process" : "executor " + executor + " on " + host;
    }

    /** The local files in a sentence. */
    public String files() {
        return "Spark's local files" + (isDriver() ? "" : " of " + name()) + " in " + disk;
    }
}
