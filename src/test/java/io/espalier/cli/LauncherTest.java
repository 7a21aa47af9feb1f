package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script itself, in a directory of its own, with a java that writes down how it was called and a mvn that writes a jar. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    /** Answers -version like java does; called with anything else, writes arguments, environment and directory. */
    private static final String JAVA =
            """
            #!/bin/bash
            if [[ $1 == -version ]]; then echo 'openjdk version "%s" 2025-04-15' >&2; exit; fi
            printf '%%s\\n' "$@" >"$0.arguments"; env >"$0.environment"; pwd >"$0.directory"; exit 7
            """;

    private static final String MAVEN =
            """
            #!/bin/bash
            echo "$@" >>"$0.calls"; echo 'from the build'; echo 'to stderr' >&2; echo jar >target/espalier.jar
            """;

    @TempDir
    Path directory;

    private Path home;
    private Path java;
    private Path maven;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(directory.resolve("a clone"));
        Files.copy(Path.of("espalier"), home.resolve("espalier"));
        Files.createDirectories(home.resolve("src/main/java"));
        Files.writeString(home.resolve("src/main/java/A.java"), "class A {}");
        Files.createDirectories(home.resolve("benchmarks"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.createDirectories(home.resolve("target"));
        Files.writeString(home.resolve("target/espalier.jar"), "jar");
        age(
                home.resolve("pom.xml"),
                home.resolve("src/main/java/A.java"),
                home.resolve("src/main/java"),
                home.resolve("src/main"),
                home.resolve("benchmarks"));
        Path tools = Files.createDirectories(directory.resolve("jdk/bin"));
        java = executable(tools.resolve("java"), JAVA.formatted("17.0.15"));
        maven = executable(tools.resolve("mvn"), MAVEN);
        environment.put("PATH", tools + ":/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("ESPALIER_CPUINFO", directory.resolve("absent").toString());
    }

    @Test
    void passesArgumentsAsTheyAreAndReturnsExitCode() throws Exception {
        Result result = launch("train", "my jobs/a b.yaml", "--set", "name=x y", "", "*");
        assertThat(result.exitCode()).isEqualTo(7);
        List<String> arguments = Files.readAllLines(java.resolveSibling("java.arguments"));
        assertThat(arguments)
                .endsWith(
                        "-jar",
                        home + "/target/espalier.jar",
                        "train",
                        "my jobs/a b.yaml",
                        "--set",
                        "name=x y",
                        "",
                        "*");
        assertThat(arguments)
                .contains(
                        "-Xmx2g",
                        "-XX:+UseParallelGC",
                        "--add-modules=jdk.incubator.vector",
                        "-Dlog4j2.configurationFile=" + home + "/conf/log4j2.properties",
                        "-Despalier.log=" + home + "/target/espalier.log");
    }

    /** Java starts with one collector only. */
    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"})
    void leavesTheCollectorToWhomChoseOne(String variable) throws Exception {
        environment.put(variable, "-Dx=y -XX:+UseG1GC -XX:+UseStringDeduplication");
        assertThat(launch("train", "job.yaml").errors()).isEmpty();
        assertThat(Files.readAllLines(java.resolveSibling("java.arguments")))
                .contains("-Xmx2g")
                .doesNotContain("-XX:+UseParallelGC", "");
    }

    @Test
    void setsWhatSpeedNeedsAndSaysSoInOneLine() throws Exception {
        Result result = launch("train", "job.yaml");
        assertThat(result.output())
                .isEqualTo("espalier: heap 2g, set OMP_WAIT_POLICY=passive OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1\n");
        assertThat(result.errors()).isEmpty();
        assertThat(variables())
                .containsEntry("OMP_WAIT_POLICY", "passive")
                .containsEntry("OMP_NUM_THREADS", "1")
                .containsEntry("OPENBLAS_NUM_THREADS", "1")
                .containsEntry("SPARK_HOME", home + "/target/spark-home")
                .containsEntry("SPARK_SCALA_VERSION", "2.12")
                .doesNotContainKey("OPENBLAS_CORETYPE");
    }

    /** Java would not find a file whose name the locale has no letters for. */
    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", ""})
    void localeWithoutUtf8IsReplacedAndSaidToBe(String locale) throws Exception {
        environment.put("LC_ALL", locale);
        assertThat(launch("train", "jobs/größe.yaml").output()).contains("set LC_ALL=C.UTF-8 OMP_WAIT_POLICY=passive");
        assertThat(variables()).containsEntry("LC_ALL", "C.UTF-8");
        assertThat(Files.readAllLines(java.resolveSibling("java.arguments"))).endsWith("train", "jobs/größe.yaml");
    }

    @Test
    void respectsVariablesOfTheUser() throws Exception {
        cpu("GenuineIntel", 6, 207, "avx2 avx512f");
        environment.putAll(Map.of(
                "OMP_WAIT_POLICY",
                "active",
                "OMP_NUM_THREADS",
                "2",
                "OPENBLAS_NUM_THREADS",
                "3",
                "OPENBLAS_CORETYPE",
                "ZEN",
                "SPARK_HOME",
                "/opt/spark",
                "ESPALIER_HEAP",
                "512m",
                "ESPALIER_LOG",
                "/tmp/e.log"));
        Result result = launch("train", "job.yaml");
        assertThat(result.output()).isEqualTo("espalier: heap 512m\n");
        assertThat(variables())
                .containsEntry("OMP_WAIT_POLICY", "active")
                .containsEntry("OMP_NUM_THREADS", "2")
                .containsEntry("OPENBLAS_NUM_THREADS", "3")
                .containsEntry("OPENBLAS_CORETYPE", "ZEN")
                .containsEntry("SPARK_HOME", "/opt/spark");
        assertThat(Files.readAllLines(java.resolveSibling("java.arguments")))
                .contains("-Xmx512m", "-Despalier.log=/tmp/e.log");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "GenuineIntel, 6, 207, avx2 avx512f, SKYLAKEX", // measured: without it 4 to 5 times slower
                "GenuineIntel, 6, 183, avx2, HASWELL",
                "GenuineIntel, 6, 176, avx2 avx512f, SKYLAKEX",
                "GenuineIntel, 19, 1, avx2 avx512f, SKYLAKEX",
                "GenuineIntel, 6, 207, avx, none",
                "GenuineIntel, 6, 175, avx2, none", // found by its features
                "GenuineIntel, 6, 143, avx2 avx512f, none", // known
                "GenuineIntel, 6, 85, avx2 avx512f, none",
                "AuthenticAMD, 25, 17, avx2 avx512f, none", // known as Zen
                "AuthenticAMD, 26, 2, avx2 avx512f, ZEN",
                "HygonGenuine, 26, 2, avx2, ZEN",
                "AuthenticAMD, 26, 2, avx, none",
                "Other, 99, 999, avx2 avx512f, none",
            })
    void namesBlasCoreForCpusNewerThanTheLibrary(String vendor, int family, int model, String flags, String core)
            throws Exception {
        cpu(vendor, family, model, flags);
        Result result = launch("train", "job.yaml");
        assertThat(variables().get("OPENBLAS_CORETYPE")).isEqualTo(core);
        assertThat(result.output().contains("OPENBLAS_CORETYPE=")).isEqualTo(core != null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train job.yaml --json",
                "train job.yaml --dry-run",
                "--quiet train job.yaml",
                "--help",
                "--version",
                "predict model.zip data.csv",
                ""
            })
    void saysNothingWhereOutputHoldsNothingElse(String command) throws Exception {
        Files.delete(home.resolve("target/espalier.jar"));
        Result result = launch(command.isEmpty() ? new String[0] : command.split(" "));
        assertThat(result.output()).isEmpty();
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void worksThroughLinksFromAnotherDirectoryAndStaysThere() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("else where"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("a clone/espalier"));
        Files.createSymbolicLink(elsewhere.resolve("again"), Path.of("../link"));
        assertThat(run(elsewhere, List.of("./again", "doctor")).exitCode()).isEqualTo(7);
        assertThat(Files.readAllLines(java.resolveSibling("java.arguments"))).contains(home + "/target/espalier.jar");
        assertThat(Path.of(Files.readString(java.resolveSibling("java.directory"))
                                .strip())
                        .toRealPath())
                .isEqualTo(elsewhere.toRealPath());
    }

    @Test
    void buildsOnFirstUseOnly() throws Exception {
        Files.delete(home.resolve("target/espalier.jar"));
        Result first = launch("train", "job.yaml");
        assertThat(first.output()).startsWith("espalier: building, once; see " + home + "/target/build.log\n");
        assertThat(first.errors()).isEmpty();
        assertThat(Files.readString(home.resolve("target/build.log"))).isEqualTo("from the build\nto stderr\n");
        assertThat(launch("train", "job.yaml").output()).doesNotContain("building");
        assertThat(mavenCalls()).containsExactly("-B -q -Dmaven.test.skip=true package");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "src/main/java/A.java", "src/main/java", "benchmarks"})
    void buildsAgainWhenAnythingItIsMadeOfIsNewer(String source) throws Exception {
        Files.setLastModifiedTime(
                home.resolve(source), FileTime.from(Instant.now().plus(Duration.ofHours(1))));
        launch("train", "job.yaml");
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void twoFirstUsesBuildOnce() throws Exception {
        Files.delete(home.resolve("target/espalier.jar"));
        Process first = start(home, List.of("./espalier", "train", "job.yaml"));
        Process second = start(home, List.of("./espalier", "train", "job.yaml"));
        assertThat(first.waitFor(20, TimeUnit.SECONDS) && second.waitFor(20, TimeUnit.SECONDS))
                .isTrue();
        assertThat(List.of(first.exitValue(), second.exitValue())).containsOnly(7);
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void failedBuildIsOneLineAndExitCodeOne() throws Exception {
        Files.delete(home.resolve("target/espalier.jar"));
        executable(maven, "#!/bin/bash\necho broken; exit 1\n");
        Result result = launch("train", "job.yaml");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errors()).isEqualTo("espalier: the build failed; see " + home + "/target/build.log\n");
    }

    @Test
    void missingMavenIsOneLine() throws Exception {
        Files.delete(home.resolve("target/espalier.jar"));
        environment.put("PATH", withoutMaven().toString());
        refused(
                "Maven (mvn) not found; it is needed to build Espalier before its first use",
                launch("train", "job.yaml"));
    }

    @Test
    void missingJavaIsOneLine() throws Exception {
        Files.delete(java);
        environment.put("PATH", withoutMaven().toString());
        Files.delete(withoutMaven().resolve("java"));
        refused("Java not found; install a JDK 17 or newer, or set JAVA_HOME", launch("train", "job.yaml"));
    }

    @ParameterizedTest
    @CsvSource({"11.0.2, 11", "1.8.0_392, 1", "x, unknown"})
    void oldJavaIsOneLine(String version, String shown) throws Exception {
        executable(java, JAVA.formatted(version));
        refused("Java 17 or newer is needed; java is version " + shown, launch("train", "job.yaml"));
    }

    @Test
    void javaHomeComesBeforePath() throws Exception {
        Path other = executable(
                Files.createDirectories(directory.resolve("other/bin")).resolve("java"), JAVA.formatted("21"));
        environment.put("JAVA_HOME", directory.resolve("other").toString());
        launch("train", "job.yaml");
        assertThat(other.resolveSibling("java.arguments")).exists();
        assertThat(java.resolveSibling("java.arguments")).doesNotExist();
    }

    @Test
    void javaHomeWithoutJavaIsOneLine() throws Exception {
        environment.put("JAVA_HOME", "/absent");
        refused("JAVA_HOME has no bin/java: /absent; set it to a JDK 17 or newer", launch("train", "job.yaml"));
    }

    @Test
    void heapThatIsNoSizeIsOneLine() throws Exception {
        environment.put("ESPALIER_HEAP", "much");
        refused("ESPALIER_HEAP must be a size such as 2g: much", launch("train", "job.yaml"));
    }

    @Test
    void fullStandardOutputIsOneLine() throws Exception {
        Result result = run(home, List.of("bash", "-c", "./espalier train job.yaml >/dev/full"));
        refused("can't write the output", result);
        assertThat(java.resolveSibling("java.arguments")).doesNotExist();
    }

    private static void refused(String message, Result result) {
        assertThat(result.errors()).isEqualTo("espalier: " + message + "\n");
        assertThat(result.output()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(2);
    }

    /** A directory with links to what the script needs, and java. */
    private Path withoutMaven() throws IOException {
        Path tools = directory.resolve("few");
        if (Files.notExists(tools)) {
            Files.createDirectories(tools);
            for (String tool :
                    List.of("bash", "dirname", "env", "find", "flock", "mkdir", "pwd", "readlink", "sed", "touch")) {
                for (String place : List.of("/bin/", "/usr/bin/")) {
                    if (Files.exists(Path.of(place + tool)) && Files.notExists(tools.resolve(tool))) {
                        Files.createSymbolicLink(tools.resolve(tool), Path.of(place + tool));
                    }
                }
            }
            Files.createSymbolicLink(tools.resolve("java"), java);
        }
        return tools;
    }

    private void cpu(String vendor, int family, int model, String flags) throws IOException {
        Path file = directory.resolve("cpuinfo");
        Files.writeString(
                file,
                """
                processor\t: 0
                vendor_id\t: %s
                cpu family\t: %d
                model\t\t: %d
                model name\t: A CPU: model 1
                flags\t\t: fpu vme %s sse

                processor\t: 1
                vendor_id\t: Second
                model\t\t: 1
                """
                        .formatted(vendor, family, model, flags));
        environment.put("ESPALIER_CPUINFO", file.toString());
    }

    private Result launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./espalier"));
        command.addAll(List.of(arguments));
        return run(home, command);
    }

    private Result run(Path where, List<String> command) throws Exception {
        Process process = start(where, command);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                text(process.getInputStream().readAllBytes()),
                text(process.getErrorStream().readAllBytes()));
    }

    private Process start(Path where, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Map<String, String> variables() throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (String line : Files.readAllLines(java.resolveSibling("java.environment"))) {
            int equals = line.indexOf('=');
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return variables;
    }

    private List<String> mavenCalls() throws IOException {
        return Files.readAllLines(maven.resolveSibling("mvn.calls"));
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static void age(Path... files) throws IOException {
        for (Path file : files) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private record Result(int exitCode, String output, String errors) {}
}
