package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.network.Shape;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleFormatTest {
    @Test
    void namesFeaturesByColumnPixelOrPosition() {
        assertThat(new ExampleFormat(Shape.flat(2), List.of("a", "b")).featureName(1))
                .isEqualTo("b");
        assertThat(new ExampleFormat(Shape.flat(2), List.of()).featureName(1)).isEqualTo("feature 1");
        assertThat(new ExampleFormat(new Shape(1, 2, 3), List.of()).featureName(5))
                .isEqualTo("pixel (1, 2)");
        assertThat(new ExampleFormat(new Shape(2, 2, 3), List.of()).featureName(9))
                .isEqualTo("pixel (1, 0) of channel 1");
    }

    @Test
    void refusesNamesThatAreTooFew() {
        assertThatThrownBy(() -> new ExampleFormat(Shape.flat(2), List.of("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A shape of 2 values takes as many names: 1");
    }

    @Test
    void travels() throws IOException, ClassNotFoundException {
        ExampleReader digits = Readers.of(Plans.digits().plan(), Part.TRAIN).orElseThrow();
        assertThat(Travel.there(digits.format())).isEqualTo(digits.format());
        assertThat(Travel.there(digits).format()).isEqualTo(digits.format());
        assertThat(Readers.of(Plans.digits().plan(), Part.TEST)).isEmpty();
    }
}
