package io.espalier.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConstraintAccelerationEquationTest {
    @Test
    void followsTheFormula() {
        // 0.5^2 (2 x 3) / (1 - 0.25) = 2; 0.5 (2 + 3)^2 = 12.5
        ConstraintAccelerationEquation equation = new ConstraintAccelerationEquation(0.5, 2, 2, 3, 0.25);
        assertThat(equation.acceleration()).isCloseTo(2, within(1e-15));
        assertThat(equation.residue()).isEqualTo(12.5);
    }

    @Test
    void staysBelowOneUntilTheConstraintExceedsSevenTenths() {
        assertThat(new ConstraintAccelerationEquation(0.69, 1, 1, 1, 0.3).acceleration())
                .isLessThan(1);
        assertThat(new ConstraintAccelerationEquation(0.71, 1, 1, 1, 0.3).acceleration())
                .isGreaterThan(1);
        assertThat(new ConstraintAccelerationEquation(0, 1, 1, 1, 0.3).acceleration())
                .isZero();
        assertThat(new ConstraintAccelerationEquation(0, 0, 1, 1, 0).acceleration())
                .isEqualTo(1);
    }

    @Test
    void namesWhatIsOutOfRange() {
        assertRefused("C of the acceleration equation must be in [0, 1]: 1.1", 1.1, 1, 1, 1, 0);
        assertRefused("r of the acceleration equation must be in [0, infinity): -1.0", 1, -1, 1, 1, 0);
        assertRefused("S of the acceleration equation must be in [0, infinity): -0.5", 1, 1, -0.5, 1, 0);
        assertRefused(
                "E of the acceleration equation must be in [0, infinity): Infinity",
                1,
                1,
                1,
                Double.POSITIVE_INFINITY,
                0);
        assertRefused("t of the acceleration equation must be in [0, 0.99]: 1.0", 1, 1, 1, 1, 1);
        assertRefused("t of the acceleration equation must be in [0, 0.99]: NaN", 1, 1, 1, 1, Double.NaN);
    }

    private static void assertRefused(String message, double c, double r, double s, double e, double t) {
        assertThatThrownBy(() -> new ConstraintAccelerationEquation(c, r, s, e, t))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
