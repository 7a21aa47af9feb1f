package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.benchmark.MasterReport.Turn;
import io.espalier.run.Engine;
import io.espalier.run.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasterReportTest {
    private static final MasterSettings SETTINGS =
            new MasterSettings(Engine.AUTO, 128, 20, 3, 1, List.of(0, 2), "local-cluster[2,1,2048]", 1);

    /** With prefetch 2 dl4j-spark is faster in two of three epochs: 3, 4 and 5 times slower than ours. */
    private static final MasterReport REPORT = new MasterReport(
            SETTINGS,
            List.of(
                    new Turn(3000, Map.of(0, 500.0, 2, 1000.0)),
                    new Turn(8000, Map.of(0, 1000.0, 2, 2000.0)),
                    new Turn(7500, Map.of(0, 9000.0, 2, 1500.0))));

    @Test
    void fastestPrefetchCountsByItsMedian() {
        assertThat(REPORT.toMap())
                .containsEntry("dl4j_spark_prefetch", 2)
                .containsEntry("dl4j_spark_samples_per_second", 1500.0)
                .containsEntry("dl4j_spark_samples_per_second_by_prefetch", Map.of("0", 1000.0, "2", 1500.0));
    }

    @Test
    void ratioIsTheMedianOfTheEpochsRatios() {
        assertThat(REPORT.toMap())
                .containsEntry("samples_per_second", 7500.0)
                .containsEntry("ratios", List.of(3.0, 4.0, 5.0))
                .containsEntry("ratio", 4.0);
    }

    @Test
    void linesSayWhatWasComparedAndTheRatio() {
        assertThat(REPORT.lines())
                .containsExactly(
                        "mlp, engine auto, batch 128, 20 steps between averagings, 2 workers on local-cluster[2,1,2048]: medians of"
                                + " 3 epochs",
                        "ours 7,500 samples/s, dl4j-spark 1,500 samples/s (prefetch 2): 4.00 times");
    }

    @Test
    void planIsOnTheSameMasterAndAsLong() {
        TrainingPlan plan = SETTINGS.plan(Path.of("images"));

        assertThat(SETTINGS.images()).isEqualTo(12 * 2 * 20 * 128);
        assertThat(plan.master()).isEqualTo("local-cluster[2,1,2048]");
        assertThat(plan.training().stepsPerRound()).isEqualTo(20);
        assertThat(plan.training().budget().steps()).contains(4 * 12 * 20);
    }

    @Test
    void rejectsImpossibleSettings() {
        assertThatThrownBy(() -> new MasterSettings(Engine.AUTO, 1, 0, 1, 0, List.of(0), "local[2]", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Batch, steps and epochs must be at least 1, warm-up epochs at least 0: 1, 0, 1, 0");
        assertThatThrownBy(() -> new MasterSettings(Engine.AUTO, 1, 1, 1, 0, List.of(-1), "local[2]", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Prefetch needs at least one value, each at least 0: [-1]");
    }
}
