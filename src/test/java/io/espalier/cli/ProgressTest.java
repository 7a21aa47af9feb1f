package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.Incidents;
import io.espalier.run.RoundRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProgressTest {
    /** 640 examples in 0.5 s of computing and 1.5 s of other work. */
    @Test
    void speedCountsAllSecondsOfARound() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Progress progress = new Progress(Progress.Detail.ALL, new Console(Refusal.stream(out), System.err));
        progress.roundEnded(new RoundRecord(
                "baseline",
                1,
                10,
                0.5,
                640,
                1.25,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                100,
                1000,
                0,
                0,
                Map.of(),
                Map.of("0", 8),
                0,
                640,
                640,
                Map.of("compute", 0.5, "evaluation", 1.5),
                Incidents.NONE));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("  320 examples/s  2 s left");
    }

    @Test
    void sameWarningIsSaidOnce() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Progress progress = new Progress(
                Progress.Detail.WARNINGS,
                new Console(new PrintStream(new ByteArrayOutputStream()), Refusal.stream(err)));
        progress.warned("3 of 64 features are constant");
        progress.warned("Class 7 has no training example");
        progress.warned("3 of 64 features are constant");
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("warning: 3 of 64 features are constant", "warning: Class 7 has no training example");
    }
}
