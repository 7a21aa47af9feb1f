package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void commandWithCommandsBelowNamesThem() {
        assertThat(run("benchmark")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "espalier: benchmark takes one of: quality, selection, mislabelled, loop, engine, compare, dl4j-spark, scaling, kills, heap, select");
    }

    @Test
    void commandWithoutArgumentsRuns() {
        assertThat(run("doctor", "--json")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{");
        assertThat(err.size()).isZero();
    }

    @Test
    void unknownCommandBelowIsRefusedInOneLine() {
        assertThat(run("benchmark", "speed")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("espalier: ")
                .contains("speed")
                .hasLineCount(1);
    }

    @Test
    void commandBelowIsTheOneThatRuns() {
        assertThat(run("benchmark", "quality")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("espalier: benchmark quality takes one job file");
    }

    @Test
    void onlyOneFoldIsRefused() {
        assertThat(run("benchmark", "quality", "job.yaml", "--folds", "1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("espalier: --folds must be 0 or at least 2: 1");
    }

    @Test
    void valueOfSetMayHoldCommas() {
        assertThat(run("train", "jobs/digits.yaml", "--set", "phases=[{baseline: 0.5}, {constrained: 0.4}]"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("phases").contains("sum to 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "predict",
                "evaluate",
                "doctor",
                "benchmark",
                "benchmark quality",
                "benchmark selection",
                "benchmark mislabelled",
                "benchmark loop",
                "benchmark scaling",
                "benchmark heap"
            })
    void everyCommandHasHelp(String command) {
        for (String option : List.of("--help", "-h")) {
            out.reset();
            assertThat(run((command + " " + option).split(" "))).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .startsWith("Usage: " + command.substring(command.lastIndexOf(" ") + 1))
                    .contains("--help, -h");
            assertThat(err.size()).isZero();
        }
    }

    @Test
    void helpMayStandBeforeTheCommand() {
        assertThat(run("--help", "doctor")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: ").contains("doctor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "benchmark loop", "benchmark scaling", "benchmark heap"})
    void argumentsThatACommandDoesNotTakeAreRefused(String command) {
        assertThat(run((command + " foo").split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("espalier: " + command + " takes no arguments: foo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"--seeds | 1,2,1", "--arms | dense,dense"})
    void valuesThatStandTwiceAreRefused(String option, String values) {
        assertThat(run("benchmark", "quality", "jobs/digits.yaml", option, values))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("espalier: " + option + " must be different from each other: " + values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"seed=1 | reference, job | dense", "'' | dense, constrained | job"})
    void armThatAComparisonDoesNotHaveIsRefused(String against, String allowed, String arm) {
        List<String> arguments = new ArrayList<>(List.of("benchmark", "quality", "jobs/digits.yaml", "--arms", arm));
        if (!against.isEmpty()) {
            arguments.addAll(List.of("--against", "training." + against));
        }
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("espalier: --arms has no " + arm + "; allowed: " + allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training..batch | --set training..batch",
                ".batch | --set .batch",
                "training. | --set training.",
            })
    void emptyPartOfAKeyIsNamed(String key, String place) {
        assertThat(run("train", "jobs/digits.yaml", "--set", key + "=3")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines(
                        "espalier: " + place + ": a part of the key is empty; keys look like training.batch");
    }

    private int run(String... arguments) {
        return Main.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
