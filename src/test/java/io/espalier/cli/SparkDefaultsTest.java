package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkDefaultsTest {
    @TempDir
    Path directory;

    @Test
    void readsSparksSettingsAndNothingElse() throws IOException {
        write(directory, "# a comment\nspark.executor.memory   2g \nspark.cores.max=4\nother.key 1\n");
        assertThat(defaults(Map.of("SPARK_CONF_DIR", directory.toString())))
                .isEqualTo(Map.of("spark.executor.memory", "2g", "spark.cores.max", "4"));
    }

    @Test
    void directoryOfSettingsGoesBeforeTheHomeOfSpark() throws IOException {
        Path home = directory.resolve("home");
        write(Files.createDirectories(home.resolve("conf")), "spark.cores.max 1\n");
        Path conf = Files.createDirectory(directory.resolve("conf"));
        assertThat(defaults(Map.of("SPARK_HOME", home.toString()))).containsOnly(Map.entry("spark.cores.max", "1"));
        assertThat(defaults(Map.of("SPARK_HOME", home.toString(), "SPARK_CONF_DIR", conf.toString())))
                .isEmpty();
    }

    @Test
    void secretOfTheEnvironmentGoesBeforeThatOfTheFile() throws IOException {
        write(directory, "spark.authenticate true\nspark.authenticate.secret file\n");
        Map<String, String> environment =
                Map.of("SPARK_CONF_DIR", directory.toString(), "_SPARK_AUTH_SECRET", "variable");
        assertThat(defaults(environment))
                .isEqualTo(Map.of("spark.authenticate", "true", "spark.authenticate.secret", "variable"));
        assertThat(new SparkDefaults(environment).secret()).isEqualTo(Map.of("spark.authenticate.secret", "variable"));
    }

    @Test
    void fileThatIsNoTextIsRefused() throws IOException {
        Path file = directory.resolve("spark-defaults.conf");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> defaults(Map.of("SPARK_CONF_DIR", directory.toString())))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("Can't read " + file);
    }

    private static Map<String, String> defaults(Map<String, String> environment) {
        return new SparkDefaults(environment).all();
    }

    private static void write(Path conf, String text) throws IOException {
        Files.writeString(conf.resolve("spark-defaults.conf"), text);
    }
}
