package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.Engine;
import io.espalier.spark.Cluster;
import io.espalier.spark.SparkSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

class MasterBenchmarkIT {
    @TempDir
    private Path directory;

    @Test
    void ourEpochsAndTheirsTakeTurns() throws Exception {
        MasterSettings settings = new MasterSettings(Engine.AUTO, 8, 1, 1, 1, List.of(2), "local[2]", 1);
        List<String> lines = new ArrayList<>();

        try (Cluster cluster =
                Cluster.start(SparkSettings.embedded("local[2]", "master", directory.resolve("spark")))) {
            MasterReport report = MasterBenchmark.run(settings, cluster, directory, lines::add);

            assertThat(report.toMap()).containsEntry("epochs", 1).containsEntry("master", "local[2]");
            assertThat((double) report.toMap().get("ratio")).isPositive();
            assertThat(lines).hasSize(2).first().asString().startsWith("warm-up");
        }
    }

    @Test
    void batchesAreTheImagesInTheirFiles() throws Exception {
        SyntheticImages images = new SyntheticImages(20, 3);
        Path pixels = directory.resolve("pixels");
        Path labels = directory.resolve("labels");
        images.write(pixels, labels);

        DataSet second = new ReadImages(pixels.toString(), labels.toString(), 8).call(1);

        assertThat(second.getFeatures().reshape(8 * 784L).toFloatVector()).isEqualTo(images.features(8, 8));
        for (int row = 0; row < 8; row++) {
            assertThat(second.getLabels().getRow(row).sumNumber().intValue()).isEqualTo(1);
            assertThat(second.getLabels().getDouble(row, images.label(8 + row))).isEqualTo(1);
        }
    }
}
