package io.espalier.spark;

import io.espalier.run.ClusterPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * What a Spark session is made of, beside the plan: facts of the machine and of the launch, passed in by whoever knows them.
 *
 * @param master as asked
 * @param applicationName shown by Spark
 * @param cluster what the run asks of its executors
 * @param classPath of executors that find this program under the driver's paths; empty where Spark carries it to them
 * @param environment of executors: the settings that speed needs
 * @param properties Spark's own settings by key; a system property of the same key goes before. They may hold a secret, so
 *     they are left out of the text of this value
 * @param localDirectory for Spark's own files
 */
public record SparkSettings(
        String master,
        String applicationName,
        ClusterPlan cluster,
        String classPath,
        Map<String, String> environment,
        Map<String, String> properties,
        Path localDirectory) {
    private static final Pattern LOCAL_WITHOUT_RETRIES = Pattern.compile("local(?:\\[([0-9]+|\\*)])?");
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC\\b");
    private static final int WAIT_SECONDS = 120;
    /** Attempts of a task before a run ends: Spark's own default. */
    static final int TASK_ATTEMPTS = 4;

    /** Settings of an embedded Spark: its executors are this JVM, so that they need none of their own. */
    public static SparkSettings embedded(String master, String applicationName, Path localDirectory) {
        ClusterPlan unasked = new ClusterPlan(Optional.empty(), WAIT_SECONDS);
        return new SparkSettings(master, applicationName, unasked, "", Map.of(), Map.of(), localDirectory);
    }

    /** Whether driver and executors are one JVM with a master. */
    public static boolean isEmbedded(String master) {
        return effectiveMaster(master).startsWith("local[");
    }

    /** Options of a JVM that runs Spark and trains: the packages of the JDK that Spark opens, and {@link #trainingOptions}. */
    public static String javaOptions() {
        return trainingOptions(JavaModuleOptions.defaultModuleOptions());
    }

    /**
     * Options of a JVM that is to run like another.
     *
     * @param given options of that one: they stand first, and no collector is added to theirs
     */
    public static List<String> javaOptions(List<String> given) {
        boolean chosen = given.stream().anyMatch(SparkSettings::choosesCollector);
        Stream<String> more =
                Stream.of(javaOptions().split(" ")).filter(option -> !(chosen && choosesCollector(option)));
        return Stream.concat(given.stream(), more).distinct().toList();
    }

    private static boolean choosesCollector(String option) {
        return COLLECTOR.matcher(option).matches();
    }

    /**
     * Options of a JVM, with those that training adds: the vector module, where this JVM has it, and a garbage collector, where none is
     * chosen. The parallel one moves arrays of any size together; the default of Java 17 leaves large ones where they are, until there
     * is no room for the next copy of a network in a heap that is half empty.
     */
    static String trainingOptions(String given) {
        String vectors =
                ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent() ? "--add-modules=" + VECTOR_MODULE : "";
        String collector = COLLECTOR.matcher(given).find() ? "" : "-XX:+UseParallelGC";
        return Stream.of(given, vectors, collector)
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .collect(Collectors.joining(" "));
    }

    public SparkSettings {
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
    }

    /** The master in effect: {@code local[n]} never retries a task, so it becomes {@code local[n,4]}. */
    public String effectiveMaster() {
        return effectiveMaster(master);
    }

    private static String effectiveMaster(String master) {
        Matcher local = LOCAL_WITHOUT_RETRIES.matcher(master.strip());
        if (!local.matches()) {
            return master.strip();
        }
        String threads = local.group(1) == null ? "1" : local.group(1);
        return "local[" + threads + "," + TASK_ATTEMPTS + "]";
    }

    /** Whether driver and executors are one JVM. */
    public boolean embedded() {
        return isEmbedded(master);
    }

    @Override
    public String toString() {
        return "SparkSettings[" + master + ", " + applicationName + "]";
    }
}
