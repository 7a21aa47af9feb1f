package io.espalier.cli;

import io.espalier.UserException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Spark's own settings that stand beside the command line: {@code spark-defaults.conf} of {@code SPARK_CONF_DIR}, else of {@code
 * SPARK_HOME/conf}; and the secret of a cluster with authentication, which must not stand on a command line.
 */
final class SparkDefaults {
    /** The variable in which Spark's own workers hand the secret to what they start. */
    private static final String SECRET_VARIABLE = "_SPARK_AUTH_SECRET";

    private static final String SECRET = "spark.authenticate.secret";
    private static final String FILE = "spark-defaults.conf";

    private final Map<String, String> environment;

    /** The settings that an environment names. */
    SparkDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** All of them. */
    Map<String, String> all() {
        Map<String, String> settings = new HashMap<>();
        String conf = environment.getOrDefault("SPARK_CONF_DIR", "");
        String home = environment.getOrDefault("SPARK_HOME", "");
        if (!conf.isEmpty()) {
            settings.putAll(read(Path.of(conf, FILE)));
        } else if (!home.isEmpty()) {
            settings.putAll(read(Path.of(home, "conf", FILE)));
        }
        settings.putAll(secret());
        return settings;
    }

    /** The secret alone: all else reaches a program that spark-submit started as system properties. */
    Map<String, String> secret() {
        String secret = environment.getOrDefault(SECRET_VARIABLE, "");
        return secret.isEmpty() ? Map.of() : Map.of(SECRET, secret);
    }

    private static Map<String, String> read(Path file) {
        Map<String, String> settings = new HashMap<>();
        if (!Files.exists(file)) {
            return settings;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException("Can't read " + file + ": " + e.getMessage(), e);
        }
        properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith("spark."))
                .forEach(key -> settings.put(key, properties.getProperty(key).strip()));
        return settings;
    }
}
