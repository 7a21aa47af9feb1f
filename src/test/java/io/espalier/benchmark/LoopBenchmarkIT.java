package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.Engine;
import io.espalier.run.NetworkKind;
import io.espalier.spark.Cluster;
import io.espalier.spark.SparkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopBenchmarkIT {
    @TempDir
    private Path directory;

    @Test
    void roundsAndBareThreadsTakeTurns() throws Exception {
        LoopSettings settings = new LoopSettings(NetworkKind.MLP, Engine.AUTO, 16, 4, 2, 1, "local[2]", 1);
        List<String> lines = new ArrayList<>();

        try (Cluster cluster = Cluster.start(SparkSettings.embedded("local[2]", "loop", directory.resolve("spark")))) {
            LoopReport report = LoopBenchmark.run(settings, cluster, directory, lines::add);

            assertThat(report.toMap()).containsEntry("pairs", 2);
            assertThat(report.median(pair -> pair.round().record().examples())).isEqualTo(2 * 16 * 4);
            assertThat(report.median(pair -> pair.round().record().loss())).isBetween(0.1, 5.0);
            assertThat(report.median(LoopReport.Pair::ratio)).isPositive();
            assertThat(lines).hasSize(3).first().asString().startsWith("warm-up");
        }
    }
}
