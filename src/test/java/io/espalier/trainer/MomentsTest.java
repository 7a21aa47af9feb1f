package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Activation;
import io.espalier.network.Layer;
import io.espalier.network.Network;
import io.espalier.network.Node;
import io.espalier.network.Shape;
import io.espalier.run.UpdaterKind;
import io.espalier.run.UpdaterPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {
    /** Parameters: gain, offset, mean and variance of one feature, then one weight and one bias. */
    private static final Network NETWORK = new Network(
            Shape.flat(1),
            List.of(
                    new Node("norm", new Layer.BatchNormalization(1e-5, 0.9, Activation.IDENTITY), List.of("input")),
                    new Node(
                            "output",
                            new Layer.Output(1, Activation.IDENTITY, Layer.Loss.MEAN_SQUARED_ERROR),
                            List.of("norm"))),
            Network.Form.SEQUENCE);

    @ParameterizedTest
    @CsvSource({"RMSPROP, 1e-8", "ADAGRAD, 1e-6"})
    void squaresBeginWhereDl4jsDo(UpdaterKind kind, float start) {
        assertThat(fresh(kind)).isDeepEqualTo(new float[][] {{start, start, 0, 0, start, start}});
    }

    @Test
    void meansAndVelocitiesBeginAtZero() {
        assertThat(fresh(UpdaterKind.ADAM)).isDeepEqualTo(new float[2][6]);
        assertThat(fresh(UpdaterKind.ADAMW)).isDeepEqualTo(new float[2][6]);
        assertThat(fresh(UpdaterKind.NESTEROVS)).isDeepEqualTo(new float[1][6]);
        assertThat(fresh(UpdaterKind.SGD)).isEmpty();
    }

    private static float[][] fresh(UpdaterKind kind) {
        return Moments.of(UpdaterPlan.constant(kind, 0.1)).fresh(NETWORK.layout());
    }
}
