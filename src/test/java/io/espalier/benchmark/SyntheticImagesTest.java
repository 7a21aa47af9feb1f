package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.config.JobFile;
import io.espalier.data.CloseableIterator;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticImagesTest {
    private final SyntheticImages images = new SyntheticImages(500, 3);

    @Test
    void seedDecidesEverything() {
        assertThat(new SyntheticImages(500, 3).features(0, 500)).isEqualTo(images.features(0, 500));
        assertThat(new SyntheticImages(500, 4).features(0, 500)).isNotEqualTo(images.features(0, 500));
    }

    @Test
    void aboutAFifthOfThePixelsIsBright() {
        float[] features = images.features(0, 500);
        double bright =
                IntStream.range(0, features.length).filter(i -> features[i] > 0).count() / (double) features.length;

        // 0.2 * 0.95 + 0.8 * 0.05 = 0.23; ten patterns of 784 pixels scatter by 0.005
        assertThat(bright).isCloseTo(0.23, within(0.02));
    }

    @Test
    void aboutAFifthOfTheLabelsIsWrong() {
        long wrong =
                IntStream.range(0, 500).filter(i -> images.label(i) != i % 10).count();

        // 0.2 * 0.9 of 500 = 90, standard deviation 8.6
        assertThat(wrong).isBetween(55L, 125L);
    }

    @Test
    void partsHaveWholeBatchesOfTheirOwn() {
        // 500 in 3 parts of 166 images: 2 batches of 70 each, from 0, 166 and 332
        assertThat(images.batches(0, 3, 70)).containsExactly(0, 70);
        assertThat(images.batches(2, 3, 70)).containsExactly(332, 402);
    }

    @Test
    void batchHoldsTheImagesAndTheirLabels() {
        Batch batch = images.batch(332, 70);

        assertThat(batch.rows()).isEqualTo(70);
        assertThat(batch.features()).isEqualTo(images.features(332, 70));
        assertThat(batch.labels())
                .isEqualTo(IntStream.range(332, 402).map(images::label).toArray());
    }

    @Test
    void filesAreReadBackAsTheImages(@TempDir Path directory) throws IOException {
        images.write(LoopSettings.images(directory), LoopSettings.labels(directory));
        TrainingPlan plan = JobFile.parse(
                "data: {source: idx}\nnetwork: {kind: mlp}\n",
                "job.yaml",
                List.of(
                        "data.images=" + LoopSettings.images(directory),
                        "data.labels=" + LoopSettings.labels(directory)));

        try (CloseableIterator<RawExample> examples =
                Readers.of(plan.data(), Part.TRAIN).orElseThrow().open()) {
            for (int image = 0; image < images.count(); image++) {
                RawExample example = examples.next();
                assertThat(example.label()).isEqualTo(Integer.toString(images.label(image)));
                assertThat(example.features()[5] / 255f).isEqualTo(images.features(image, 1)[5]);
            }
            assertThat(examples.hasNext()).isFalse();
        }
    }
}
