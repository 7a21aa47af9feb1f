package io.espalier.spark;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Spark session is made of, beside the plan: facts of the machine and of the launch, passed in by the command line.
 *
 * @param master as asked
 * @param applicationName shown by Spark
 * @param classPath of executors that are started on this machine; empty where they bring their own
 * @param environment of executors: the settings that speed needs
 * @param localDirectory for Spark's own files
 */
public record SparkSettings(
        String master, String applicationName, String classPath, Map<String, String> environment, Path localDirectory) {
    private static final Pattern LOCAL_WITHOUT_RETRIES = Pattern.compile("local(?:\\[([0-9]+|\\*)])?");
    private static final Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");
    /** Attempts of a task before a run ends. */
    private static final int TASK_ATTEMPTS = 4;

    public SparkSettings {
        environment = Map.copyOf(environment);
    }

    /** The master in effect: {@code local[n]} never retries a task, so it becomes {@code local[n,4]}. */
    public String effectiveMaster() {
        Matcher local = LOCAL_WITHOUT_RETRIES.matcher(master.strip());
        if (!local.matches()) {
            return master.strip();
        }
        String threads = local.group(1) == null ? "1" : local.group(1);
        return "local[" + threads + "," + TASK_ATTEMPTS + "]";
    }

    /** Whether driver and executors are one JVM. */
    public boolean embedded() {
        return effectiveMaster().startsWith("local[");
    }

    /** Executors that the master is known to start; 0 where Spark decides. */
    public int expectedExecutors() {
        Matcher cluster = LOCAL_CLUSTER.matcher(master.strip());
        return cluster.matches() ? Integer.parseInt(cluster.group(1)) : 0;
    }

    /** Memory of one executor of {@code local-cluster[n,cores,mb]} in MB; 0 for other masters. */
    int localClusterMemory() {
        Matcher cluster = LOCAL_CLUSTER.matcher(master.strip());
        return cluster.matches() ? Integer.parseInt(cluster.group(3)) : 0;
    }
}
