package io.espalier.engine;

import io.espalier.network.Activation;

/**
 * Activations and their derivatives on one float, by operations that vectors have too: the reference that
 * {@code VectorActivations} repeats to the bit.
 *
 * <p>Definitions are DL4J's: leaky slope 0.01, ELU with alpha 1, GELU as x sigmoid(1.702 x), hard sigmoid as 0.2 x + 0.5 in [0, 1].
 * NaN stays NaN.
 */
final class Functions {
    static final float LEAK = 0.01f;
    static final float GELU_SCALE = 1.702f;
    static final float HARD_SLOPE = 0.2f;

    /** exp is computed inside these bounds, where neither it nor the power of two in it leaves the normal floats. */
    static final float EXP_MIN = -87.33654f;

    static final float EXP_MAX = 88.37626f;
    static final float LOG2_E = 1.442695f;
    /** ln 2 in two parts, the first exact in few bits: n times it has no rounding. */
    static final float LN2_HIGH = 0.6933594f;

    static final float LN2_LOW = -2.1219444e-4f;
    /** 1.5 2^23: adding it rounds to an integer, which then stands in the low bits. */
    static final float ROUNDER = 12582912f;

    static final int ROUNDER_BITS = 0x4B400000;
    static final int EXPONENT_BIAS = 127;
    static final int MANTISSA_BITS = 23;
    static final float EXP_5 = 1.9875691e-4f;
    static final float EXP_4 = 1.3982e-3f;
    static final float EXP_3 = 8.333452e-3f;
    static final float EXP_2 = 4.1665796e-2f;
    static final float EXP_1 = 1.6666666e-1f;
    static final float EXP_0 = 0.5f;

    /** From here on tanh is 1 in float. */
    static final float TANH_MAX = 7.905311f;

    static final float TANH_13 = -2.7607684e-16f;
    static final float TANH_11 = 2.000188e-13f;
    static final float TANH_9 = -8.604672e-11f;
    static final float TANH_7 = 5.1222973e-8f;
    static final float TANH_5 = 1.48572235e-5f;
    static final float TANH_3 = 6.3726195e-4f;
    static final float TANH_1 = 4.8935246e-3f;
    static final float TANH_Q6 = 1.1982584e-6f;
    static final float TANH_Q4 = 1.1853471e-4f;
    static final float TANH_Q2 = 2.2684345e-3f;
    static final float TANH_Q0 = 4.893525e-3f;

    private Functions() {}

    /** Whether the derivative is computed from the value before the function, not from the one after it. */
    static boolean derivesFromInput(Activation f) {
        return f == Activation.GELU || f == Activation.SWISH;
    }

    /** e^x, within 2 units in the last place for x in [-87.3, 88.3]; constant outside. After Cephes' expf. */
    static float exp(float x) {
        float bounded = Math.min(Math.max(x, EXP_MIN), EXP_MAX);
        float shifted = Math.fma(bounded, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, bounded));
        float p = Math.fma(EXP_5, r, EXP_4);
        p = Math.fma(p, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, EXP_1);
        p = Math.fma(p, r, EXP_0);
        float value = Math.fma(p, r * r, r) + 1;
        int exponent = Float.floatToRawIntBits(shifted) - ROUNDER_BITS + EXPONENT_BIAS;
        return value * Float.intBitsToFloat(exponent << MANTISSA_BITS);
    }

    /** tanh x, within some units in the last place: a quotient of polynomials. After Eigen's ptanh. */
    static float tanh(float x) {
        float bounded = Math.min(Math.max(x, -TANH_MAX), TANH_MAX);
        float square = bounded * bounded;
        float p = Math.fma(TANH_13, square, TANH_11);
        p = Math.fma(p, square, TANH_9);
        p = Math.fma(p, square, TANH_7);
        p = Math.fma(p, square, TANH_5);
        p = Math.fma(p, square, TANH_3);
        p = Math.fma(p, square, TANH_1);
        float q = Math.fma(TANH_Q6, square, TANH_Q4);
        q = Math.fma(q, square, TANH_Q2);
        q = Math.fma(q, square, TANH_Q0);
        return bounded * p / q;
    }

    /** 1 / (1 + e^-x). */
    static float sigmoid(float x) {
        return 1 / (1 + exp(-x));
    }

    /** f(x), for an element-wise f. */
    static float activation(Activation f, float x) {
        return switch (f) {
            case IDENTITY -> x;
            case RELU -> x <= 0 ? 0 : x;
            case LEAKY_RELU -> x < 0 ? LEAK * x : x;
            case ELU -> x < 0 ? exp(x) - 1 : x;
            case GELU -> x * sigmoid(GELU_SCALE * x);
            case SWISH -> x * sigmoid(x);
            case TANH -> tanh(x);
            case SIGMOID -> sigmoid(x);
            case HARD_SIGMOID -> Math.min(Math.max(Math.fma(HARD_SLOPE, x, 0.5f), 0), 1);
            case SOFTMAX -> throw notElementWise();
        };
    }

    /** error f', from the value after f or, where the function {@link #derivesFromInput}, from the one before it. */
    static float derivative(Activation f, float known, float error) {
        return switch (f) {
            case IDENTITY -> error;
            case RELU -> known <= 0 ? 0 : error;
            case LEAKY_RELU -> known < 0 ? LEAK * error : error;
            case ELU -> known < 0 ? Math.fma(error, known, error) : error;
            case GELU -> error * gateDerivative(known, GELU_SCALE);
            case SWISH -> error * gateDerivative(known, 1);
            case TANH -> error * Math.fma(-known, known, 1);
            case SIGMOID -> error * (known * (1 - known));
            case HARD_SIGMOID -> known <= 0 || known >= 1 ? 0 : HARD_SLOPE * error;
            case SOFTMAX -> throw notElementWise();
        };
    }

    /** Derivative of x sigmoid(scale x). */
    private static float gateDerivative(float x, float scale) {
        float scaled = scale * x;
        float gate = sigmoid(scaled);
        return Math.fma(scaled * gate, 1 - gate, gate);
    }

    static IllegalArgumentException notElementWise() {
        return new IllegalArgumentException("A softmax is not element-wise");
    }
}
