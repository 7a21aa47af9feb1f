package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.run.Source;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.SyntheticTable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapReportTest {
    private static final HeapSettings SETTINGS =
            new HeapSettings(20_000, 8, List.of("training.workers=16"), "local-cluster[2,1,1024]", 5);

    @Test
    void linesSayPeakLimitAndSeconds() {
        HeapReport report = new HeapReport(SETTINGS, 3, 1L << 30, 300L << 20, 12, Results.results(false, 0.5));

        assertThat(report.lines())
                .containsExactly(
                        "20,000 rows of 8 features on local-cluster[2,1,1024]",
                        "driver heap: at most 300 MB alive at 12 full collections, limit 1024 MB, 78643.2 times"
                                + " the weights (0.0 MB)",
                        "the run took 6.0 s: compute 6.0 (the table before it 3.0 s)",
                        "test accuracy 50.00 %, 60 of 100 examples kept");
        assertThat(report.toMap())
                .containsEntry("heap_peak_bytes", 314_572_800L)
                .containsEntry("heap_limit_bytes", 1_073_741_824L)
                .containsEntry("parameters", 1000L)
                .containsEntry("seconds", 6.0);
    }

    @Test
    void planReadsTheTableAtTheMaster() {
        TrainingPlan plan = SETTINGS.plan(Path.of("/tmp/table"));

        assertThat(plan.master()).isEqualTo("local-cluster[2,1,1024]");
        assertThat(plan.data().source()).isEqualTo(Source.PARQUET);
        assertThat(plan.data().path()).contains("/tmp/table");
        assertThat(plan.data().id()).contains(SyntheticTable.ID);
        assertThat(plan.training().workers()).isEqualTo(16);
        assertThat(plan.phases()).hasSize(3);
        assertThat(plan.training().seed()).isEqualTo(5);
    }

    @Test
    void rejectsATableThatIsTooSmall() {
        assertThatThrownBy(() -> new HeapSettings(9_999, 8, List.of(), "local[2]", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rows must be at least 10000: 9999");
        assertThatThrownBy(() -> new HeapSettings(10_000, 2, List.of(), "local[2]", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Features must be at least 3: 2");
    }
}
