package io.espalier.engine;

import static io.espalier.engine.Vectors.ORDER;
import static io.espalier.engine.Vectors.SPECIES;
import static io.espalier.engine.Vectors.WIDTH;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import io.espalier.network.Activation;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** {@link Functions} over whole vectors, by the same operations; ranges are in bytes. */
final class VectorActivations {
    private VectorActivations() {}

    /** {@code into[i] = f(from[i])}; both may be the same memory. */
    static void activation(Activation f, ByteBuffer from, ByteBuffer into, int start, int end) {
        switch (f) {
            case IDENTITY -> identity(from, into, start, end);
            case RELU -> relu(from, into, start, end);
            case LEAKY_RELU -> leakyRelu(from, into, start, end);
            case ELU -> exponential(Exponential.ELU, 1, from, into, start, end);
            case GELU -> exponential(Exponential.GATE, -Functions.GELU_SCALE, from, into, start, end);
            case SWISH -> exponential(Exponential.GATE, -1, from, into, start, end);
            case TANH -> tanh(from, into, start, end);
            case SIGMOID -> exponential(Exponential.SIGMOID, -1, from, into, start, end);
            case HARD_SIGMOID -> hardSigmoid(from, into, start, end);
            case SOFTMAX -> throw Functions.notElementWise();
        }
    }

    /** {@code error[i] *= f'}; see {@link Passes#derivative}. */
    static void derivative(Activation f, ByteBuffer known, ByteBuffer error, int start, int end) {
        switch (f) {
            case IDENTITY -> {}
            case RELU -> reluDerivative(known, error, start, end);
            case LEAKY_RELU -> leakyReluDerivative(known, error, start, end);
            case ELU -> eluDerivative(known, error, start, end);
            case GELU -> exponential(Exponential.GATE_DERIVATIVE, -Functions.GELU_SCALE, known, error, start, end);
            case SWISH -> exponential(Exponential.GATE_DERIVATIVE, -1, known, error, start, end);
            case TANH -> tanhDerivative(known, error, start, end);
            case SIGMOID -> sigmoidDerivative(known, error, start, end);
            case HARD_SIGMOID -> hardSigmoidDerivative(known, error, start, end);
            case SOFTMAX -> throw Functions.notElementWise();
        }
    }

    /** {@code values[i] = exp(values[i])}. */
    static void exp(ByteBuffer values, int start, int end) {
        exponential(Exponential.EXP, 1, values, values, start, end);
    }

    /** What a loop makes of x and e = exp(factor x). */
    private enum Exponential {
        /** e. */
        EXP,
        /** e - 1 below 0, else x; the factor is 1. */
        ELU,
        /** 1 / (1 + e); the factor is -1. */
        SIGMOID,
        /** x / (1 + e), a gate that the negative factor scales. */
        GATE,
        /** The gate's derivative, multiplied into the error. */
        GATE_DERIVATIVE
    }

    /** The one loop with an exponential, whose code it has to hold itself: see {@link Vectors}. */
    private static void exponential(
            Exponential kind, float factor, ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector x = fromByteBuffer(SPECIES, from, i, ORDER);
            FloatVector exponent = x.mul(factor);
            FloatVector bounded = exponent.max(Functions.EXP_MIN).min(Functions.EXP_MAX);
            FloatVector shifted = bounded.fma(Functions.LOG2_E, Functions.ROUNDER);
            FloatVector n = shifted.sub(Functions.ROUNDER);
            FloatVector high = n.lanewise(FMA, -Functions.LN2_HIGH, bounded);
            FloatVector r = n.lanewise(FMA, -Functions.LN2_LOW, high);
            FloatVector p = r.fma(Functions.EXP_5, Functions.EXP_4);
            p = p.lanewise(FMA, r, Functions.EXP_3);
            p = p.lanewise(FMA, r, Functions.EXP_2);
            p = p.lanewise(FMA, r, Functions.EXP_1);
            p = p.lanewise(FMA, r, Functions.EXP_0);
            FloatVector power = shifted.reinterpretAsInts()
                    .add(Functions.EXPONENT_BIAS - Functions.ROUNDER_BITS)
                    .lanewise(LSHL, Functions.MANTISSA_BITS)
                    .reinterpretAsFloats();
            FloatVector e = p.fma(r.mul(r), r).add(1f).mul(power);
            switch (kind) {
                case EXP -> e.intoByteBuffer(into, i, ORDER);
                case ELU -> x.blend(e.sub(1f), x.compare(LT, 0f)).intoByteBuffer(into, i, ORDER);
                case SIGMOID -> broadcast(SPECIES, 1f).div(e.add(1f)).intoByteBuffer(into, i, ORDER);
                case GATE -> x.mul(broadcast(SPECIES, 1f).div(e.add(1f))).intoByteBuffer(into, i, ORDER);
                case GATE_DERIVATIVE -> {
                    FloatVector gate = broadcast(SPECIES, 1f).div(e.add(1f));
                    FloatVector other = broadcast(SPECIES, 1f).sub(gate);
                    FloatVector derivative = exponent.neg().mul(gate).fma(other, gate);
                    fromByteBuffer(SPECIES, into, i, ORDER).mul(derivative).intoByteBuffer(into, i, ORDER);
                }
            }
        }
    }

    private static void tanh(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector x = fromByteBuffer(SPECIES, from, i, ORDER);
            FloatVector bounded = x.max(-Functions.TANH_MAX).min(Functions.TANH_MAX);
            FloatVector square = bounded.mul(bounded);
            FloatVector p = square.fma(Functions.TANH_13, Functions.TANH_11);
            p = p.lanewise(FMA, square, Functions.TANH_9);
            p = p.lanewise(FMA, square, Functions.TANH_7);
            p = p.lanewise(FMA, square, Functions.TANH_5);
            p = p.lanewise(FMA, square, Functions.TANH_3);
            p = p.lanewise(FMA, square, Functions.TANH_1);
            FloatVector q = square.fma(Functions.TANH_Q6, Functions.TANH_Q4);
            q = q.lanewise(FMA, square, Functions.TANH_Q2);
            q = q.lanewise(FMA, square, Functions.TANH_Q0);
            bounded.mul(p).div(q).intoByteBuffer(into, i, ORDER);
        }
    }

    private static void identity(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector x = fromByteBuffer(SPECIES, from, i, ORDER);
            x.intoByteBuffer(into, i, ORDER);
        }
    }

    private static void relu(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector x = fromByteBuffer(SPECIES, from, i, ORDER);
            x.blend(0f, x.compare(LE, 0f)).intoByteBuffer(into, i, ORDER);
        }
    }

    private static void leakyRelu(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector x = fromByteBuffer(SPECIES, from, i, ORDER);
            x.blend(x.mul(Functions.LEAK), x.compare(LT, 0f)).intoByteBuffer(into, i, ORDER);
        }
    }

    private static void hardSigmoid(ByteBuffer from, ByteBuffer into, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector x = fromByteBuffer(SPECIES, from, i, ORDER);
            x.fma(Functions.HARD_SLOPE, 0.5f).max(0f).min(1f).intoByteBuffer(into, i, ORDER);
        }
    }

    private static void reluDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector y = fromByteBuffer(SPECIES, known, i, ORDER);
            FloatVector e = fromByteBuffer(SPECIES, error, i, ORDER);
            e.blend(0f, y.compare(LE, 0f)).intoByteBuffer(error, i, ORDER);
        }
    }

    private static void leakyReluDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector y = fromByteBuffer(SPECIES, known, i, ORDER);
            FloatVector e = fromByteBuffer(SPECIES, error, i, ORDER);
            e.blend(e.mul(Functions.LEAK), y.compare(LT, 0f)).intoByteBuffer(error, i, ORDER);
        }
    }

    private static void eluDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector y = fromByteBuffer(SPECIES, known, i, ORDER);
            FloatVector e = fromByteBuffer(SPECIES, error, i, ORDER);
            e.blend(e.fma(y, e), y.compare(LT, 0f)).intoByteBuffer(error, i, ORDER);
        }
    }

    private static void tanhDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector y = fromByteBuffer(SPECIES, known, i, ORDER);
            FloatVector e = fromByteBuffer(SPECIES, error, i, ORDER);
            e.mul(y.neg().lanewise(FMA, y, 1f)).intoByteBuffer(error, i, ORDER);
        }
    }

    private static void sigmoidDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector y = fromByteBuffer(SPECIES, known, i, ORDER);
            FloatVector e = fromByteBuffer(SPECIES, error, i, ORDER);
            e.mul(y.mul(broadcast(SPECIES, 1f).sub(y))).intoByteBuffer(error, i, ORDER);
        }
    }

    private static void hardSigmoidDerivative(ByteBuffer known, ByteBuffer error, int start, int end) {
        for (int i = start; i < end; i += WIDTH) {
            FloatVector y = fromByteBuffer(SPECIES, known, i, ORDER);
            FloatVector e = fromByteBuffer(SPECIES, error, i, ORDER);
            e.mul(Functions.HARD_SLOPE)
                    .blend(0f, y.compare(LE, 0f).or(y.compare(GE, 1f)))
                    .intoByteBuffer(error, i, ORDER);
        }
    }
}
