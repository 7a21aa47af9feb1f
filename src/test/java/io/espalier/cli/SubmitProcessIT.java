package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.ClusterPlan;
import io.espalier.spark.Cluster;
import io.espalier.spark.SparkSettings;
import io.espalier.testing.EspalierProcess;
import io.espalier.testing.RunChecks;
import io.espalier.testing.SparkDistribution;
import io.espalier.testing.StandaloneCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster that knows Spark alone, asks for a secret and encrypts: the command line and spark-submit do the same there. */
class SubmitProcessIT {
    private static final String SECRET = "a-secret-that-nobody-may-see";
    private static final int PATIENCE_SECONDS = 300;
    private static final int POLL_MILLIS = 100;

    /** Of Spark, its settings and the cluster. */
    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static Path application;
    private static SparkDistribution spark;
    private static Path conf;
    private static StandaloneCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        application = Path.of(System.getProperty("espalier.application"));
        spark = SparkDistribution.in(shared.resolve("spark"), Path.of(System.getProperty("espalier.lib")), application);
        conf = Files.createDirectory(shared.resolve("conf"));
        Files.writeString(
                conf.resolve("spark-defaults.conf"),
                """
                spark.authenticate            true
                spark.authenticate.secret     %s
                spark.network.crypto.enabled  true
                spark.io.encryption.enabled   true
                spark.executor.cores          1
                spark.cores.max               2
                """
                        .formatted(SECRET));
        cluster = StandaloneCluster.start(
                shared.resolve("cluster"),
                spark.classPath(),
                Map.of("SPARK_HOME", spark.home().toString(), "SPARK_CONF_DIR", conf.toString()));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void applicationHasTheNativesOfOnePlatformAndNothingOfSpark() throws IOException {
        try (JarFile jar = new JarFile(application.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("io/espalier/cli/Main.class", "org/deeplearning4j/nn/multilayer/MultiLayerNetwork.class")
                    .doesNotContain(
                            "org/apache/spark/SparkContext.class",
                            "org/apache/spark/sql/SparkSession.class",
                            "org/apache/hadoop/conf/Configuration.class",
                            "scala/Option.class");
            assertThat(jar.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.matches(".+/[^/]*(nd4jcpu|dnnl)\\.(so|dylib|dll)"))
                            .map(name -> name.replaceFirst(".+/([a-z]+-[a-z0-9_]+)(-[a-z0-9]+)?/[^/]+", "$1"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void commandLineTrainsWithTheSecretOfSparksOwnFileAndShowsItNowhere() throws Exception {
        String[] arguments = arguments();
        try (EspalierProcess process =
                EspalierProcess.startIn("export SPARK_CONF_DIR=" + conf + "; exec \"$@\"", directory, arguments)) {
            while (!process.hasEnded()) {
                assertSecretIsOnNoCommandLine();
            }
            assertThat(process.exitCode()).as(process.errors()).isZero();
        }
        assertSameAsUndisturbed();
    }

    @Test
    void executorsThatDoNotFindEspalierAreOneLine() {
        SparkSettings elsewhere = new SparkSettings(
                cluster.master(),
                "elsewhere",
                new ClusterPlan(Optional.of(2), PATIENCE_SECONDS),
                "/no/such/espalier.jar",
                Map.of(),
                new SparkDefaults(Map.of("SPARK_CONF_DIR", conf.toString())).all(),
                directory.resolve("local"));
        try (Cluster started = Cluster.start(elsewhere)) {
            assertThatThrownBy(() -> started.requireShared(directory))
                    .isInstanceOf(UserException.class)
                    .hasMessage("Executors of master " + cluster.master()
                            + " don't find Espalier under the driver's paths: start it with spark-submit, which carries"
                            + " it to them, or from a directory that they share");
        }
        assertThat(directory.resolve(".preflight")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "cluster"})
    void lineOfADryRunDoesTheSame(String deployMode) throws Exception {
        String[] arguments =
                Stream.concat(Stream.of(arguments()), Stream.of("--dry-run")).toArray(String[]::new);
        TinyJob.Result shown = TinyJob.run(arguments);
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.err()).isEmpty();
        assertThat(output()).doesNotExist();

        String line = shown.out()
                .replace(
                        "--deploy-mode client",
                        "--deploy-mode " + deployMode + " --conf spark.standalone.submit.waitAppCompletion=true");
        Path log = directory.resolve("submit.log");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line)
                .directory(Files.createDirectory(directory.resolve("elsewhere")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PATH", spark.home().resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("SPARK_CONF_DIR", conf.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process submit = builder.start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!submit.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                assertSecretIsOnNoCommandLine();
                assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(deadline);
            }
            assertThat(submit.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            submit.descendants().forEach(ProcessHandle::destroyForcibly);
            submit.destroyForcibly();
        }
        assertSameAsUndisturbed();
    }

    private Path output() {
        return directory.resolve("runs");
    }

    /** Spark is asked for two executors, by its own settings. */
    private String[] arguments() throws IOException {
        return new String[] {
            "train", TinyJob.write(directory).toString(), "--output", output().toString(), "--master", cluster.master()
        };
    }

    private void assertSameAsUndisturbed() throws IOException {
        RunChecks.Run run = RunChecks.onlyRun(output());
        assertThat(run.status()).isEqualTo("completed");
        assertThat(run.weights()).isEqualTo(TinyJob.undisturbed().weights());
        assertThat(run.record().at("/provenance/master").asText()).isEqualTo(cluster.master());
        assertThat(run.record().at("/provenance/executors"))
                .as("driver and executors")
                .hasSize(3);
        try (Stream<Path> ours = Files.walk(directory);
                Stream<Path> clusters = Files.walk(shared)) {
            assertThat(Stream.concat(ours, clusters)
                            .filter(Files::isRegularFile)
                            .filter(file -> !file.startsWith(conf) && !file.startsWith(spark.home())))
                    .as("files with the secret: records, logs and what Spark wrote")
                    .isNotEmpty()
                    .noneMatch(SubmitProcessIT::holdsSecret);
        }
    }

    /** Where the system shows command lines. A process that has just ended has none. */
    private static void assertSecretIsOnNoCommandLine() {
        List<Path> shown = ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                .filter(SubmitProcessIT::holdsSecret)
                .toList();
        assertThat(shown).isEmpty();
    }

    private static boolean holdsSecret(Path file) {
        try {
            return Files.isReadable(file)
                    && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET);
        } catch (IOException e) {
            if (file.startsWith("/proc")) {
                return false;
            }
            throw new UncheckedIOException(e);
        }
    }
}
