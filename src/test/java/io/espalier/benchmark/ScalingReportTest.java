package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.run.TrainingPlan.NetworkKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingReportTest {
    private static final LoopSettings SETTINGS = new LoopSettings(NetworkKind.MLP, 128, 50, 10, 8, 1);

    /** Gains 1.5, 1.9 and 1.8. */
    private static final ScalingReport REPORT = new ScalingReport(
            SETTINGS,
            List.of(Map.of(1, 1000.0, 2, 1500.0), Map.of(1, 2000.0, 2, 3800.0), Map.of(1, 1200.0, 2, 2160.0)));

    @Test
    void gainIsTheMedianOfTheTurnsGains() {
        assertThat(REPORT.gain(2)).isCloseTo(1.8, within(1e-12));
        assertThat(REPORT.gain(1)).isEqualTo(1);
        assertThat(REPORT.speed(2)).isEqualTo(2160);
    }

    @Test
    void linesGiveSpeedAndGainByExecutors() {
        assertThat(REPORT.lines())
                .hasSize(3)
                .startsWith("mlp, batch 128, 50 steps a round, 2 workers: medians of 3 turns")
                .contains("executors 2: 2,160 samples/s, 1.80 times");
        assertThat(REPORT.toMap()).containsEntry("samples_per_second_by_executors", Map.of("1", 1200.0, "2", 2160.0));
    }

    @Test
    void rejectsNoTurns() {
        assertThatThrownBy(() -> new ScalingReport(SETTINGS, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A report needs at least 1 turn: 0");
    }
}
