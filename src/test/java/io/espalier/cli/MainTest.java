package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void commandWithCommandsBelowNamesThem() {
        assertThat(run("benchmark")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("espalier: benchmark takes one of: quality, loop, heap");
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

    private int run(String... arguments) {
        return Main.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
