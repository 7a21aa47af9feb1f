package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.network.Activation;
import io.espalier.network.Network;
import io.espalier.network.Networks;
import io.espalier.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStateTest {
    private static final Network NETWORK = Networks.mlp(Shape.flat(1), List.of(), Activation.RELU, 0, 2);

    @Test
    void vectorsMustFitTheNetwork() {
        assertThatThrownBy(() -> new ModelState(NETWORK, new float[3], new float[0][], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Network has 4 values, the vector 3");
        assertThatThrownBy(() -> new ModelState(NETWORK, new float[4], new float[][] {new float[4], new float[5]}, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Network has 4 values, a moment 5");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void oneBadParameterMakesAModelNotFinite(float bad) {
        assertThat(new ModelState(NETWORK, new float[4], new float[0][], 0).isFinite())
                .isTrue();
        assertThat(new ModelState(NETWORK, new float[] {0, 0, 0, bad}, new float[0][], 0).isFinite())
                .isFalse();
    }

    @Test
    void rowsOfABatchStayInItsCapacity() {
        Batch batch = new Batch(3, 2);
        batch.setRows(3);
        assertThat(batch.rows()).isEqualTo(3);
        assertThat(batch.features()).hasSize(6);
        assertThatThrownBy(() -> batch.setRows(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rows must be in [0, 3]: 4");
        assertThatThrownBy(() -> batch.setRows(-1)).hasMessage("Rows must be in [0, 3]: -1");
    }
}
