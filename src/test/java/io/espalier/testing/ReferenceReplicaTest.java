package io.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.Batch;
import io.espalier.trainer.InitialWeights;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceReplicaTest {
    private static final int ROWS = 7;

    @ParameterizedTest
    @ValueSource(strings = {"relu", "tanh", "sigmoid"})
    void gradientEqualsFiniteDifferences(String activation) {
        TrainingPlan plan = Plans.of("network.activation=" + activation, "network.hidden=[5, 4]");
        Network network = Plans.network(plan);
        ReferenceReplica replica = new ReferenceReplica(network, plan.training().updater(), ROWS);
        Batch batch = batch();
        float[] weights = InitialWeights.of(network, 3);
        float[] gradient = new float[weights.length];
        replica.load(weights, new float[0][], 0);
        replica.gradient(batch, gradient);
        float h = 0x1p-9f;
        for (int i = 0; i < weights.length; i++) {
            float[] up = weights.clone();
            float[] down = weights.clone();
            up[i] += h;
            down[i] -= h;
            double slope = (loss(replica, up, batch) - loss(replica, down, batch)) / ((double) up[i] - down[i]);
            assertThat((double) gradient[i]).as("position %d", i).isCloseTo(slope, within(2e-4));
        }
    }

    private static double loss(ReferenceReplica replica, float[] weights, Batch batch) {
        replica.load(weights, new float[0][], 0);
        float[] outputs = new float[batch.rows() * SyntheticData.CLASSES];
        replica.outputs(batch, outputs);
        double sum = 0;
        for (int row = 0; row < batch.rows(); row++) {
            sum -= Math.log(outputs[row * SyntheticData.CLASSES + batch.labels()[row]]);
        }
        return sum / batch.rows();
    }

    /** A logistic unit without input and hidden layer: g = p - onehot, p = (1/2, 1/2) at zero weights. */
    @Test
    void updatesFollowTheFormulasOfEachRule() {
        Network network = Networks.mlp(Shape.flat(1), List.of(), io.espalier.network.Activation.RELU, 0, 2);
        Batch batch = new Batch(1, 1);
        batch.setRows(1);
        batch.features()[0] = 2;
        batch.labels()[0] = 0;
        // Gradient of the first weight is (p - 1) x = -1.
        float[] sgd = stepped(network, "sgd", batch, new float[0][]);
        assertThat(sgd[0]).isEqualTo(0.1f);

        float[][] velocity = {{0.5f, 0, 0, 0}};
        float[] nesterovs = stepped(network, "nesterovs", batch, velocity);
        // v = 0.9 x 0.5 + 0.1 = 0.55; w = 1.9 x 0.55 - 0.9 x 0.5
        assertThat(nesterovs[0]).isCloseTo(1.9f * 0.55f - 0.45f, within(1e-6f));
        assertThat(velocity[0][0]).isCloseTo(0.55f, within(1e-6f));

        float[][] moments = {{0.2f, 0, 0, 0}, {0.3f, 0, 0, 0}};
        float[] adam = stepped(network, "adam", batch, moments);
        double m = 0.9 * 0.2 - 0.1;
        double v = 0.999 * 0.3 + 0.001;
        double rate = 0.1 * Math.sqrt(1 - Math.pow(0.999, 3)) / (1 - Math.pow(0.9, 3));
        assertThat((double) adam[0]).isCloseTo(-rate * m / (Math.sqrt(v) + 1e-8), within(1e-7));
        assertThat((double) moments[0][0]).isCloseTo(m, within(1e-7));
        assertThat((double) moments[1][0]).isCloseTo(v, within(1e-7));
    }

    /** Weights after the third update, from zeros; moments are read back into the argument. */
    private static float[] stepped(Network network, String kind, Batch batch, float[][] moments) {
        TrainingPlan plan = Plans.of("training.updater.kind=" + kind);
        ReferenceReplica replica = new ReferenceReplica(network, plan.training().updater(), 1);
        replica.load(new float[4], moments, 2);
        assertThat(replica.step(batch, 0.1, 0)).isCloseTo(Math.log(2), within(1e-12));
        replica.readMoments(moments);
        float[] weights = new float[4];
        replica.readParameters(weights);
        return weights;
    }

    @Test
    void penaltyIsAddedToGradientsOfWeightsNotOfBiases() {
        TrainingPlan plain = Plans.of("training.updater={kind: sgd, learning_rate: 0.1}");
        TrainingPlan penalty = Plans.of("training.updater={kind: sgd, learning_rate: 0.1, l2: 0.5}");
        Network network = Plans.network(plain);
        float[] weights = InitialWeights.of(network, 3);
        float[] without = stepped(plain, weights, ROWS);
        float[] with = stepped(penalty, weights, ROWS);
        network.layout().tensors().forEach(tensor -> {
            double decay = tensor.role() == io.espalier.network.Tensor.Role.WEIGHT ? 0.1 * 0.5 : 0;
            for (int i = tensor.offset(); i < tensor.end(); i++) {
                assertThat((double) without[i] - with[i]).isCloseTo(decay * weights[i], within(1e-6));
            }
        });
    }

    @Test
    void microBatchesMakeTheSameStep() {
        TrainingPlan plan = Plans.of();
        float[] weights = InitialWeights.of(Plans.network(plan), 3);
        float[] whole = stepped(plan, weights, ROWS);
        float[] parts = stepped(plan, weights, 3);
        for (int i = 0; i < weights.length; i++) {
            assertThat(parts[i]).isCloseTo(whole[i], within(1e-6f));
        }
    }

    private static float[] stepped(TrainingPlan plan, float[] weights, int microBatch) {
        ReferenceReplica replica =
                new ReferenceReplica(Plans.network(plan), plan.training().updater(), microBatch);
        replica.load(weights, new float[0][], 0);
        replica.step(batch(), 0.1, 0);
        float[] after = new float[weights.length];
        replica.readParameters(after);
        return after;
    }

    @Test
    void maskHoldsParametersAndMomentsAtZero() {
        TrainingPlan plan = Plans.of();
        Network network = Plans.network(plan);
        ReferenceReplica replica = new ReferenceReplica(network, plan.training().updater(), ROWS);
        int[] zeros = {0, 5, 9};
        replica.mask(zeros);
        replica.load(
                InitialWeights.of(network, 3), new float[2][network.layout().length()], 0);
        replica.step(batch(), 0.1, 0);
        float[] weights = new float[network.layout().length()];
        float[][] moments = new float[2][weights.length];
        replica.readParameters(weights);
        replica.readMoments(moments);
        for (int zero : zeros) {
            assertThat(weights[zero]).isZero();
            assertThat(moments[0][zero]).isZero();
            assertThat(moments[1][zero]).isZero();
        }
        assertThat(weights[1]).isNotZero();
        assertThat(moments[0][1]).isNotZero();
    }

    @Test
    void unknownLayersAreRefused() {
        Network network =
                Networks.lenet(new Shape(1, 16, 16), List.of(2, 2, 2), io.espalier.network.Activation.RELU, 2);
        assertThatThrownBy(() ->
                        new ReferenceReplica(network, Plans.of().training().updater(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Layer.Convolution.class.getSimpleName());
    }

    private static Batch batch() {
        Batch batch = new Batch(ROWS, SyntheticData.FEATURES);
        batch.setRows(ROWS);
        for (int i = 0; i < ROWS * SyntheticData.FEATURES; i++) {
            batch.features()[i] = (float) Math.sin(i + 1.0);
        }
        for (int row = 0; row < ROWS; row++) {
            batch.labels()[row] = row % SyntheticData.CLASSES;
        }
        return batch;
    }
}
