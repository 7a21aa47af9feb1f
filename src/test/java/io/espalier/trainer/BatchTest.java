package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Layer.Loss;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Layer.Output CLASSES = new Layer.Output(3, Activation.SOFTMAX, Loss.CROSS_ENTROPY);
    private static final Layer.Output VALUES = new Layer.Output(3, Activation.IDENTITY, Loss.MEAN_SQUARED_ERROR);

    private final Batch batch = new Batch(2, 4);

    @Test
    void targetsAreOneHotUnlessGiven() {
        batch.labels()[1] = 2;
        assertThat(batch.target(1, 2)).isEqualTo(1);
        assertThat(batch.target(1, 0)).isZero();

        batch.setTargets(new float[] {0, 1, 2, 3, 4, 5});
        assertThat(batch.target(1, 0)).isEqualTo(3);
        assertThat(batch.targetCount()).isEqualTo(3);
    }

    @Test
    void everyOutputCountsUnlessItsRowHasNoWeightOrAMaskTakesItOut() {
        assertThat(batch.counts(0, 0)).isTrue();

        batch.setWeights(new float[] {0, 0.5f});
        assertThat(batch.counts(0, 1)).isFalse();
        assertThat(batch.counts(1, 1)).isTrue();

        batch.setOutputMask(new boolean[] {true, true, true, true, false, true});
        assertThat(batch.counts(0, 1)).isFalse();
        assertThat(batch.counts(1, 0)).isTrue();
        assertThat(batch.counts(1, 1)).isFalse();
    }

    @Test
    void fitsANetworkWithItsOutputs() {
        batch.setRows(2);
        batch.requireFits(CLASSES);
        batch.labels()[0] = 7;
        batch.setTargets(new float[6]);
        batch.setOutputMask(new boolean[6]);
        batch.requireFits(VALUES);
    }

    @Test
    void refusesWhatIsNoExampleOfANetwork() {
        refused(CLASSES, "A batch must have at least 1 row: 0");
        batch.setRows(2);
        batch.labels()[1] = 3;
        refused(CLASSES, "Label must be in [0, 3): 3");
        batch.setTargets(new float[4]);
        refused(CLASSES, "The network has 3 outputs, a row's targets are 2");
        batch.setTargets(new float[6]);
        batch.setOutputMask(new boolean[8]);
        refused(VALUES, "The network has 3 outputs, a row's masks are 4");
        batch.setOutputMask(new boolean[6]);
        refused(CLASSES, "Outputs of a softmax can't be masked one by one; a weight of 0 takes out the row");
    }

    private void refused(Layer.Output layer, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.requireFits(layer))
                .withMessage(message);
    }

    @Test
    void refusesArraysThatAreNotParallelToItsRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.setTargets(new float[3]))
                .withMessage("Targets must be as many for each of the 2 rows: 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.setWeights(new float[3]))
                .withMessage("Weights must be 2, one a row: 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.setOutputMask(new boolean[0]))
                .withMessage("A mask of outputs must have as many values for each of the 2 rows: 0");
    }
}
