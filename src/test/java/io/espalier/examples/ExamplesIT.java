package io.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
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
