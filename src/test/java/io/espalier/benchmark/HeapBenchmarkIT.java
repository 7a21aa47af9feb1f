package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.api.Espalier;
import io.espalier.api.TrainingOptions;
import io.espalier.spark.Cluster;
import io.espalier.spark.SparkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapBenchmarkIT {
    @TempDir
    private Path directory;

    @Test
    void tableIsWrittenTrainedOnAndReported() {
        HeapSettings settings = new HeapSettings(10_000, 16, List.of("training.workers=3"), "local[2]", 1);
        List<String> lines = new ArrayList<>();

        try (Cluster cluster = Cluster.start(SparkSettings.embedded("local[2]", "heap", directory.resolve("spark")))) {
            TrainingOptions here = TrainingOptions.defaults().cluster(cluster);
            HeapReport report = HeapBenchmark.run(
                    settings,
                    cluster,
                    directory.resolve("table"),
                    plan -> Espalier.train(plan, directory.resolve("runs"), here)
                            .record(),
                    lines::add);

            assertThat(lines).containsExactly("table written: 10000 rows of 16 features");
            // A tenth each is for validation and test; 60 % of the others are kept.
            assertThat(report.results().examplesTotal()).isEqualTo(8_000);
            assertThat(report.results().examplesKept()).isEqualTo(4_800);
            assertThat(report.heapLimitBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
            assertThat(report.heapPeakBytes()).isBetween(0L, report.heapLimitBytes());
            assertThat(report.results().parametersBefore()).isEqualTo(16 * 64 + 64 + 64 * 64 + 64 + 64 * 4 + 4);
            assertThat(report.tableSeconds()).isPositive();
        }
    }
}
