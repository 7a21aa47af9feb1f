package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConstraintConfigTest {
    @Test
    void nothingSaidRemovesHalfOfTheParameters() {
        assertThat(ConstraintConfig.defaults().effectiveReduction()).contains(new BigDecimal("0.5"));
        assertThat(config("", "", "").effectiveReduction()).contains(new BigDecimal("0.5"));
    }

    @Test
    void factorsOrIntensityAloneSetNoReduction() {
        assertThat(config("", "0.6", "").effectiveReduction()).isEmpty();
        assertThat(config("0.3", "0.6", "").effectiveReduction()).contains(new BigDecimal("0.3"));
        assertThat(ConstraintConfig.intensity(BigDecimal.ONE).effectiveReduction())
                .isEmpty();
    }

    @Test
    void intensityStandsForAFractionOfTheExamples() {
        for (String[] row : new String[][] {{"0.3", "0.76"}, {"0.5", "0.60"}, {"0.7", "0.44"}}) {
            assertThat(ConstraintConfig.intensity(new BigDecimal(row[0])).keptExamples())
                    .contains(new BigDecimal(row[1]));
        }
        assertThat(ConstraintConfig.defaults().keptExamples()).isEmpty();
    }

    @Test
    void intensityExcludesTargets() {
        assertThatThrownBy(() -> config("0.5", "", "0.5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Either intensity or targets (parameter_reduction, factors) may be given, not both");
        assertThatThrownBy(() -> config("", "0.5", "0.5")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rangesAreNamed() {
        assertThatThrownBy(() -> config("1", "", "")).hasMessage("parameter_reduction must be in [0, 1): 1");
        assertThatThrownBy(() -> config("-0.1", "", "")).hasMessage("parameter_reduction must be in [0, 1): -0.1");
        assertThatThrownBy(() -> config("", "0", "")).hasMessage("embedding_dimension_factor must be in (0, 1]: 0");
        assertThatThrownBy(() -> config("", "1.01", ""))
                .hasMessage("embedding_dimension_factor must be in (0, 1]: 1.01");
        assertThatThrownBy(() -> config("", "", "1.5")).hasMessage("intensity must be in [0, 1]: 1.5");
        assertThatThrownBy(() -> new ConstraintConfig(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), -1))
                .hasMessage("recursive_depth must be at least 0 and finite: -1.0");
    }

    private static ConstraintConfig config(String reduction, String width, String intensity) {
        return new ConstraintConfig(
                number(reduction), number(width), Optional.empty(), Optional.empty(), number(intensity), 1);
    }

    private static Optional<BigDecimal> number(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
    }
}
