package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.network.Activation;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FunctionsTest {
    @Test
    void expIsWithinTwoUnitsInTheLastPlace() {
        for (double x = -87; x < 88; x += 0.0007) {
            float argument = (float) x;
            double exact = StrictMath.exp(argument);
            assertThat((double) Functions.exp(argument)).isCloseTo(exact, within(2.0 * Math.ulp((float) exact)));
        }
    }

    @Test
    void expStaysFiniteAndPositive() {
        assertThat(Functions.exp(Float.POSITIVE_INFINITY)).isFinite();
        assertThat(Functions.exp(Float.NEGATIVE_INFINITY)).isPositive();
        assertThat(Functions.exp(Float.NaN)).isNaN();
    }

    @Test
    void tanhIsWithinSixUnitsInTheLastPlace() {
        for (double x = -12; x < 12; x += 0.00013) {
            float argument = (float) x;
            double exact = StrictMath.tanh(argument);
            assertThat((double) Functions.tanh(argument)).isCloseTo(exact, within(6.0 * Math.ulp((float) exact)));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
    void derivativeIsTheSlope(Activation f) {
        for (double x = -4.03; x < 4; x += 0.1) {
            float known = Functions.derivesFromInput(f) ? (float) x : Functions.activation(f, (float) x);
            double slope = slope(exact(f), x);
            assertThat((double) Functions.derivative(f, known, 2)).isCloseTo(2 * slope, within(1e-4));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
    void valueIsTheDefinitions(Activation f) {
        for (double x = -4.03; x < 4; x += 0.1) {
            assertThat((double) Functions.activation(f, (float) x))
                    .isCloseTo(exact(f).applyAsDouble((float) x), within(1e-6));
        }
        assertThat(Functions.activation(f, Float.NaN)).isNaN();
        if (f.zeroAtZero()) {
            assertThat(Functions.activation(f, 0)).isZero();
        }
    }

    private static double slope(DoubleUnaryOperator f, double x) {
        return (f.applyAsDouble(x + 1e-6) - f.applyAsDouble(x - 1e-6)) / 2e-6;
    }

    private static DoubleUnaryOperator exact(Activation f) {
        return switch (f) {
            case IDENTITY -> x -> x;
            case RELU -> x -> Math.max(0, x);
            case LEAKY_RELU -> x -> x < 0 ? 0.01 * x : x;
            case ELU -> x -> x < 0 ? Math.expm1(x) : x;
            case GELU -> x -> x / (1 + Math.exp(-1.702 * x));
            case SWISH -> x -> x / (1 + Math.exp(-x));
            case TANH -> Math::tanh;
            case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
            case HARD_SIGMOID -> x -> Math.min(1, Math.max(0, 0.2 * x + 0.5));
            case SOFTMAX -> throw new AssertionError();
        };
    }
}
