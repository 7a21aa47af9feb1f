package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.benchmark.SelectBenchmark.Processes;
import io.espalier.spark.Cluster;
import io.espalier.spark.SparkSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns in this JVM, which are said to have run out of memory below a heap. */
class SelectBenchmarkIT {
    private static final SelectSettings SETTINGS =
            new SelectSettings(5_000, new BigDecimal("0.3"), 2, "local[2]", 1, 512);

    @TempDir
    private Path directory;

    private final List<String> progress = new ArrayList<>();

    @Test
    void heapOfTheQueryIsRaisedUntilItEnds() throws Exception {
        SelectReport report = benchmark(needing(500, 1_000)).run();

        assertThat(report.tooSmall()).containsExactly(512, 768);
        assertThat(report.queryHeapMegabytes()).isEqualTo(1_152);
        assertThat(report.querySeconds()).hasSize(2);
        assertThat(report.sameIds()).isTrue();
        assertThat(progress).contains("row_number ran out of memory with a heap of 768 MB");
    }

    @Test
    void selectionThatRunsOutOfMemoryEndsIt() {
        assertThatThrownBy(() -> benchmark(needing(600, 0)).run())
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "benchmark select: select ran out of memory with a heap of 512 MB; give it more with --heap,"
                                + " or fewer --rows");
    }

    @Test
    void queryThatAlwaysRunsOutOfMemoryEndsIt() {
        assertThatThrownBy(() -> benchmark(needing(500, 1_000_000)).run())
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("benchmark select: row_number ran out of memory with a heap of ");
    }

    private SelectBenchmark benchmark(Processes processes) {
        return new SelectBenchmark(SETTINGS, this::cluster, processes, directory, progress::add);
    }

    private Cluster cluster() {
        return Cluster.start(SparkSettings.embedded("local[2]", "select", directory));
    }

    private Processes needing(int select, int query) {
        return (turn, heapMegabytes) -> {
            if (heapMegabytes < (turn.way() == SelectWay.SELECT ? select : query)) {
                return OptionalDouble.empty();
            }
            try (Cluster cluster = cluster()) {
                return OptionalDouble.of(turn.seconds(SETTINGS, cluster));
            }
        };
    }
}
