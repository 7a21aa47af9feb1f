package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.benchmark.LoopReport.Pair;
import io.espalier.benchmark.LoopRounds.Round;
import io.espalier.run.Engine;
import io.espalier.run.Incidents;
import io.espalier.run.NetworkKind;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class LoopReportTest {
    private static final LoopSettings SETTINGS =
            new LoopSettings(NetworkKind.MLP, Engine.DL4J, 100, 5, 3, 1, "local[2]", 1);

    /** 1,000 examples in 1, 2 and 4 s: 1,000, 500 and 250 a second; bare 1,000, 1,000 and 1,000. */
    private static final LoopReport REPORT =
            new LoopReport(SETTINGS, List.of(pair(1, 0.8), pair(2, 1.5), pair(4, 1.9)));

    private static Pair pair(double seconds, double compute) {
        RoundRecord record = new RoundRecord(
                "baseline",
                1,
                5,
                1,
                1000,
                0.5,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                1,
                1,
                1,
                1,
                Map.of(),
                Map.of(),
                0,
                1000,
                1000,
                Map.of("compute", compute, "scheduling", 0.05, "communication", 0.1, "other", 99.0),
                Incidents.NONE);
        return new Pair(new Round(1000 * seconds, record), 1000);
    }

    @Test
    void medianIsTheMiddleOfThePairs() {
        assertThat(REPORT.median(Pair::roundSamplesPerSecond)).isCloseTo(500, within(1e-9));
        assertThat(REPORT.median(Pair::ratio)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        LoopReport report = new LoopReport(SETTINGS, List.of(pair(4, 1), pair(1, 1), pair(2, 1), pair(0.5, 0.1)));

        assertThat(report.median(Pair::roundSamplesPerSecond)).isCloseTo(750, within(1e-9));
    }

    @Test
    void driverIsWhatTheJobDoesNotExplain() {
        // medians of each: 1500 + 50 + 100 of 2000
        assertThat(REPORT.toMap().get("round_milliseconds"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Double.class))
                .hasEntrySatisfying("compute", value -> assertThat(value).isCloseTo(1500, within(1e-9)))
                .hasEntrySatisfying("driver", value -> assertThat(value).isCloseTo(350, within(1e-9)))
                .hasEntrySatisfying("all", value -> assertThat(value).isCloseTo(2000, within(1e-9)));
    }

    @Test
    void linesSayRatioAndSplit() {
        assertThat(REPORT.lines())
                .containsExactly(
                        "mlp, engine dl4j, batch 100, 5 steps a round, 2 workers on local[2]: medians of 3 pairs",
                        "rounds 500 examples/s, bare threads 1,000 examples/s: 50.0 %",
                        "a round takes 2000 ms: compute 1500, scheduling 50, communication 100, driver 350;"
                                + " the same steps bare 1000 ms");
    }

    @Test
    void planHasARoundForEveryTurnAndNoEvaluation() {
        TrainingPlan plan = SETTINGS.plan(Path.of("images"));

        assertThat(plan.training().budget().steps()).contains(20);
        assertThat(plan.training().workers()).isEqualTo(2);
        assertThat(plan.training().engine()).isEqualTo(Engine.DL4J);
        assertThat(plan.master()).isEqualTo("local[2]");
        assertThat(plan.data().validationFraction()).isZero();
        assertThat(plan.network().hidden()).containsExactly(512, 512);
    }

    @Test
    void rejectsImpossibleSettings() {
        assertThatThrownBy(() -> new LoopSettings(NetworkKind.DL4J, Engine.DL4J, 1, 1, 1, 0, "local[2]", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Network must be mlp, lenet or resnet: dl4j");
        assertThatThrownBy(() -> new LoopSettings(NetworkKind.MLP, Engine.DL4J, 0, 1, 1, 0, "local[2]", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Batch, steps and rounds must be at least 1, warm-up rounds at least 0: 0, 1, 1, 0");
    }
}
