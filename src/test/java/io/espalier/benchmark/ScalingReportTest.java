package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ScalingReportTest {
    private static final LoopSettings SETTINGS =
            new LoopSettings(NetworkKind.MLP, Engine.DL4J, 128, 50, 10, 8, "local[2]", 1);

    /** Rounds of 2 x 50 x 128 samples; gains 1.5, 1.9 and 1.8; bare gains 1.9, 2 and 1.8. */
    private static final ScalingReport REPORT = new ScalingReport(
            SETTINGS,
            List.of(
                    turn(12_800, 12_800 / 1.5, 10_000, 19_000),
                    turn(6_400, 6_400 / 1.9, 11_000, 22_000),
                    turn(10_240, 10_240 / 1.8, 12_000, 21_600)));

    private static ScalingReport.Turn turn(double one, double two, double thread, double threads) {
        return new ScalingReport.Turn(Map.of(1, parts(one), 2, parts(two)), Map.of(1, thread, 2, threads));
    }

    private static RoundParts parts(double all) {
        return new RoundParts(0.8 * all, 0, 0.15 * all, 0.05 * all, all);
    }

    @Test
    void bareThreadsGainIsTheMedianToo() {
        assertThat(REPORT.bareGain(2)).isCloseTo(1.9, within(1e-12));
        assertThat(REPORT.lines()).contains("bare threads 2: 21,600 samples/s, 1.90 times");
    }

    @Test
    void gainIsTheMedianOfTheTurnsGains() {
        assertThat(REPORT.gain(2)).isCloseTo(1.8, within(1e-12));
        assertThat(REPORT.gain(1)).isEqualTo(1);
        assertThat(REPORT.speed(2)).isCloseTo(2250, within(1e-9));
    }

    @Test
    void linesGiveSpeedAndGainByExecutors() {
        assertThat(REPORT.lines())
                .hasSize(5)
                .startsWith("mlp, engine dl4j, batch 128, 50 steps a round, 2 workers: medians of 3 turns")
                .contains("executors 2: 2,250 samples/s, 1.80 times; a round takes 5689 ms: compute 4551, scheduling 0,"
                        + " communication 853, driver 284");
        assertThat(REPORT.toMap().get("samples_per_second_by_executors"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Double.class))
                .hasEntrySatisfying("1", speed -> assertThat(speed).isCloseTo(1250, within(1e-9)))
                .hasEntrySatisfying("2", speed -> assertThat(speed).isCloseTo(2250, within(1e-9)));
    }

    @Test
    void rejectsNoTurns() {
        assertThatThrownBy(() -> new ScalingReport(SETTINGS, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A report needs at least 1 turn: 0");
    }
}
