package io.espalier.cli;

import io.espalier.run.TrainingPlan;
import io.espalier.spark.SparkSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the process was started with, as far as Spark's executors need to know. */
final class Launch {
    /** Variables that decide about speed; executors get the driver's. */
    private static final List<String> SPEED_VARIABLES =
            List.of("OMP_WAIT_POLICY", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE");

    private Launch() {}

    /** The settings of a Spark session for a plan. */
    static SparkSettings sparkSettings(TrainingPlan plan) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : SPEED_VARIABLES) {
            String value = System.getenv(variable);
            if (value != null) {
                environment.put(variable, value);
            }
        }
        return new SparkSettings(
                plan.master(),
                "espalier " + plan.name(),
                absolute(System.getProperty("java.class.path")),
                environment,
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** Executors start in directories of their own. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
