package io.espalier.cli;

import io.espalier.run.ClusterPlan;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.SparkSettings;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the process was started with, as far as Spark's executors need to know. */
final class Launch {
    /** Variables that decide about speed; executors get the driver's. */
    private static final List<String> SPEED_VARIABLES =
            List.of("OMP_WAIT_POLICY", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE");

    private static final int EXECUTOR_WAIT_SECONDS = 120;
    private static final String APPLICATION_JAR = "espalier-submit.jar";

    private Launch() {}

    /** The master that spark-submit was given; empty where this process was not started by it. */
    static Optional<String> submittedMaster() {
        return Optional.ofNullable(System.getProperty("spark.master"));
    }

    /** Whether spark-submit had this process started by a worker of the cluster. */
    static boolean onWorker() {
        return "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }

    /** The settings of a Spark session for a plan. */
    static SparkSettings sparkSettings(TrainingPlan plan) {
        return sparkSettings(plan.master(), plan.name(), plan.cluster());
    }

    /**
     * The settings of a Spark session for other work than training.
     *
     * @param master that is asked for; that of spark-submit goes before
     * @param name of the work
     */
    static SparkSettings sparkSettings(String master, String name) {
        ClusterPlan unasked = new ClusterPlan(Optional.empty(), EXECUTOR_WAIT_SECONDS);
        return sparkSettings(submittedMaster().orElse(master), name, unasked);
    }

    private static SparkSettings sparkSettings(String master, String name, ClusterPlan cluster) {
        boolean submitted = submittedMaster().isPresent();
        SparkDefaults defaults = new SparkDefaults(System.getenv());
        return new SparkSettings(
                master,
                "espalier " + name,
                cluster,
                submitted ? "" : absolute(System.getProperty("java.class.path")),
                speedVariables(System.getenv()),
                submitted ? defaults.secret() : defaults.all(),
                localDirectory());
    }

    /** The settings of a Spark inside this process, to read a table with. */
    static SparkSettings readerSettings() {
        return SparkSettings.embedded("local[*]", "espalier reader", localDirectory());
    }

    /** The variables of an environment that decide about speed, in order of their names. */
    static Map<String, String> speedVariables(Map<String, String> environment) {
        Map<String, String> variables = new TreeMap<>(environment);
        variables.keySet().retainAll(SPEED_VARIABLES);
        return variables;
    }

    /** The line that has spark-submit run a command as this process would run it. */
    static SubmitLine submitLine(TrainingPlan plan, List<String> arguments) {
        SparkSettings settings = sparkSettings(plan);
        return new SubmitLine(
                settings.environment(),
                submitProgram(System.getenv()),
                settings.effectiveMaster(),
                settings.applicationName(),
                Runtime.getRuntime().maxMemory() >> 20,
                applicationJar(),
                arguments);
    }

    /** The one of the distribution that is in use, else the one that the shell finds. */
    private static String submitProgram(Map<String, String> environment) {
        Path program = Path.of(environment.getOrDefault("SPARK_HOME", ""), "bin", "spark-submit");
        return Files.isExecutable(program)
                ? program.toString()
                : program.getFileName().toString();
    }

    /** The jar for spark-submit, which the build puts beside this program. */
    private static Path applicationJar() {
        try {
            URI code = Launch.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Path.of(code).resolveSibling(APPLICATION_JAR);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("This program does not know where it lies", e);
        }
    }

    private static Path localDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Executors start in directories of their own. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
