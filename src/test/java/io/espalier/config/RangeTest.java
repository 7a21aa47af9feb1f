package io.espalier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0, 1) | 0 | true", "[0, 1) | 1 | false", "[0, 1) | 1.0 | false", "[0, 1) | 0.999 | true",
                        "[0, 1) | -0.1 | false",
                "(0, 1] | 0 | false", "(0, 1] | 0.00 | false", "(0, 1] | 1 | true", "[1, ) | 1e300 | true",
                        "[1, ) | 0 | false",
                "(, -1] | -1 | true", "(, -1] | 0 | false",
            })
    void squareBracketsIncludeTheEnd(String range, BigDecimal number, boolean inside) {
        assertThat(Range.of(range).orElseThrow().contains(number)).isEqualTo(inside);
    }

    @Test
    void emptyTextIsNoRange() {
        assertThat(Range.of("")).isEmpty();
    }

    @Test
    void refusesOtherForms() {
        assertThatThrownBy(() -> Range.of("0..1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Range must look like [0, 1): 0..1");
    }
}
