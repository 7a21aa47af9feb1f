package io.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.api.TrainingResult;
import io.espalier.data.CloseableIterator;
import io.espalier.data.RawExample;
import io.espalier.data.Readers;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ExamplesIT {
    private final DrawnDigits train = new DrawnDigits(800, 1);
    private final DrawnDigits test = new DrawnDigits(300, 2);

    @Test
    void constrainedFitHalvesTheNetworkAndStillRecognisesDigits() {
        MultiLayerNetwork network = ConstrainedFitExample.network();
        long before = network.numParams();
        MultiLayerNetwork small = ConstrainedFitExample.train(network, train);

        assertThat(1 - (double) small.numParams() / before).isBetween(0.495, 0.505);
        assertThat(correct(small)).isGreaterThan(0.95);
        assertThat(small.getIterationCount()).isEqualTo(12 * 25);
    }

    @Test
    void selectedDataTrainsARecogniser() {
        assertThat(correct(SelectedDataExample.train(train, 400, 8))).isGreaterThan(0.95);
    }

    @Test
    void javaProgramTrainsAndRecognisesAZero(@TempDir Path directory) {
        stopSpark();
        TrainingResult result = TrainFromJavaExample.train(directory.resolve("runs"));

        assertThat(result.completed()).isTrue();
        assertThat(result.results().parametersRemovedFraction()).isBetween(0.4, 0.6);
        assertThat(SparkSession.getDefaultSession().isDefined()).isFalse();
        try (CloseableIterator<RawExample> digits = Readers.of(
                        result.record().plan().data(), Part.TRAIN)
                .orElseThrow()
                .open()) {
            RawExample zero = digits.next();
            assertThat(TrainFromJavaExample.recognise(result.directory(), zero.features()))
                    .isEqualTo(zero.label());
        }
    }

    @Test
    void javaProgramTrainsAJobFile(@TempDir Path directory) throws IOException {
        stopSpark();
        Path job = Files.writeString(
                directory.resolve("job.yaml"),
                """
                data: {source: digits}
                network: {kind: mlp, hidden: [32]}
                training: {budget: {epochs: 4}, updater: {learning_rate: 0.01}}
                phases: [{baseline: 1}]
                """);
        float[] blank = new float[64];

        assertThat(TrainFromJavaExample.trainAndRecognise(job, directory.resolve("runs"), blank))
                .matches("\\d");
    }

    @Test
    void javaProgramScoresExamples(@TempDir Path directory) throws IOException {
        stopSpark();
        Path job = Files.writeString(
                directory.resolve("job.yaml"),
                """
                data: {source: digits}
                network: {kind: mlp, hidden: [32]}
                training: {budget: {epochs: 10}}
                """);

        assertThat(TrainFromJavaExample.score(job, directory.resolve("scores"))).isEqualTo(1259);
        assertThat(directory.resolve("scores/scores/_lineage.json")).exists();
    }

    @Test
    void javaProgramTrainsInItsOwnSparkInTwoSittings(@TempDir Path directory) {
        stopSpark();
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config(
                        "spark.sql.warehouse.dir",
                        directory.resolve("warehouse").toString())
                .getOrCreate();
        try {
            TrainingResult result =
                    TrainFromJavaExample.trainInTwoSittings(Path.of("jobs/digits.yaml"), directory, session);

            assertThat(result.testAccuracy()).isGreaterThan(0.95);
            assertThat(session.sparkContext().isStopped()).isFalse();
        } finally {
            session.stop();
        }
    }

    /** A session that another test left open would be in the way. */
    private static void stopSpark() {
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
    }

    private double correct(MultiLayerNetwork network) {
        INDArray outputs =
                network.output(Nd4j.createFromArray(test.features).reshape(test.labels.length, DrawnDigits.PIXELS));
        int[] predicted = outputs.argMax(1).toIntVector();
        int correct = 0;
        for (int row = 0; row < predicted.length; row++) {
            correct += predicted[row] == test.labels[row] ? 1 : 0;
        }
        return (double) correct / predicted.length;
    }
}
