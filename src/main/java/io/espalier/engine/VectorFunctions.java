package io.espalier.engine;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Functions} on vectors of the machine's width, by the same operations. */
final class VectorFunctions {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    // Fields, because the compiler counts what it inlines: a function that broadcasts each of its numbers would be too
    // large for it, and
    // its vectors would be objects.
    private static final FloatVector EXP_MIN = constant(Functions.EXP_MIN);
    private static final FloatVector EXP_MAX = constant(Functions.EXP_MAX);
    private static final FloatVector LOG2_E = constant(Functions.LOG2_E);
    private static final FloatVector ROUNDER = constant(Functions.ROUNDER);
    private static final FloatVector MINUS_LN2_LOW = constant(-Functions.LN2_LOW);
    private static final FloatVector MINUS_LN2_HIGH = constant(-Functions.LN2_HIGH);
    private static final FloatVector EXP_5 = constant(Functions.EXP_5);
    private static final FloatVector EXP_4 = constant(Functions.EXP_4);
    private static final FloatVector EXP_3 = constant(Functions.EXP_3);
    private static final FloatVector EXP_2 = constant(Functions.EXP_2);
    private static final FloatVector EXP_1 = constant(Functions.EXP_1);
    private static final FloatVector EXP_0 = constant(Functions.EXP_0);
    private static final FloatVector ONE = constant(1);
    private static final FloatVector TANH_MIN = constant(-Functions.TANH_MAX);
    private static final FloatVector TANH_MAX = constant(Functions.TANH_MAX);
    private static final FloatVector TANH_13 = constant(Functions.TANH_13);
    private static final FloatVector TANH_11 = constant(Functions.TANH_11);
    private static final FloatVector TANH_9 = constant(Functions.TANH_9);
    private static final FloatVector TANH_7 = constant(Functions.TANH_7);
    private static final FloatVector TANH_5 = constant(Functions.TANH_5);
    private static final FloatVector TANH_3 = constant(Functions.TANH_3);
    private static final FloatVector TANH_1 = constant(Functions.TANH_1);
    private static final FloatVector TANH_Q6 = constant(Functions.TANH_Q6);
    private static final FloatVector TANH_Q4 = constant(Functions.TANH_Q4);
    private static final FloatVector TANH_Q2 = constant(Functions.TANH_Q2);
    private static final FloatVector TANH_Q0 = constant(Functions.TANH_Q0);
    private static final FloatVector LEAK = constant(Functions.LEAK);
    private static final FloatVector HARD_SLOPE = constant(Functions.HARD_SLOPE);
    private static final FloatVector HALF = constant(0.5f);
    private static final FloatVector ZERO = constant(0);

    private static final IntVector EXPONENT_SHIFT =
            IntVector.broadcast(IntVector.SPECIES_PREFERRED, Functions.EXPONENT_BIAS - Functions.ROUNDER_BITS);

    private VectorFunctions() {}

    /** The vector at an index in floats. */
    static FloatVector load(ByteBuffer from, int index) {
        return FloatVector.fromByteBuffer(SPECIES, from, index * Float.BYTES, ORDER);
    }

    /** Stores a vector at an index in floats. */
    static void store(FloatVector vector, ByteBuffer into, int index) {
        vector.intoByteBuffer(into, index * Float.BYTES, ORDER);
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector bounded = x.max(EXP_MIN).min(EXP_MAX);
        FloatVector shifted = bounded.fma(LOG2_E, ROUNDER);
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, bounded));
        FloatVector p = r.fma(EXP_5, EXP_4);
        p = p.fma(r, EXP_3);
        p = p.fma(r, EXP_2);
        p = p.fma(r, EXP_1);
        p = p.fma(r, EXP_0);
        FloatVector value = p.fma(r.mul(r), r).add(ONE);
        FloatVector power = shifted.reinterpretAsInts()
                .add(EXPONENT_SHIFT)
                .lanewise(LSHL, Functions.MANTISSA_BITS)
                .reinterpretAsFloats();
        return value.mul(power);
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector bounded = x.max(TANH_MIN).min(TANH_MAX);
        FloatVector square = bounded.mul(bounded);
        FloatVector p = square.fma(TANH_13, TANH_11);
        p = p.fma(square, TANH_9);
        p = p.fma(square, TANH_7);
        p = p.fma(square, TANH_5);
        p = p.fma(square, TANH_3);
        p = p.fma(square, TANH_1);
        FloatVector q = square.fma(TANH_Q6, TANH_Q4);
        q = q.fma(square, TANH_Q2);
        q = q.fma(square, TANH_Q0);
        return bounded.mul(p).div(q);
    }

    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(ONE));
    }

    static FloatVector relu(FloatVector x) {
        return x.blend(ZERO, x.compare(LE, ZERO));
    }

    static FloatVector leakyRelu(FloatVector x) {
        return x.blend(x.mul(LEAK), x.compare(LT, ZERO));
    }

    static FloatVector elu(FloatVector x) {
        return x.blend(exp(x).sub(ONE), x.compare(LT, ZERO));
    }

    static FloatVector gate(FloatVector x, float scale) {
        return x.div(exp(x.mul(-scale)).add(ONE));
    }

    static FloatVector hardSigmoid(FloatVector x) {
        return x.fma(HARD_SLOPE, HALF).max(ZERO).min(ONE);
    }

    static FloatVector reluDerivative(FloatVector y, FloatVector error) {
        return error.blend(ZERO, y.compare(LE, ZERO));
    }

    static FloatVector leakyReluDerivative(FloatVector y, FloatVector error) {
        return error.blend(error.mul(LEAK), y.compare(LT, ZERO));
    }

    static FloatVector eluDerivative(FloatVector y, FloatVector error) {
        return error.blend(error.fma(y, error), y.compare(LT, ZERO));
    }

    static FloatVector gateDerivative(FloatVector x, float scale, FloatVector error) {
        FloatVector scaled = x.mul(constant(scale));
        FloatVector gate = sigmoid(scaled);
        return error.mul(scaled.mul(gate).fma(ONE.sub(gate), gate));
    }

    static FloatVector tanhDerivative(FloatVector y, FloatVector error) {
        return error.mul(y.neg().fma(y, ONE));
    }

    static FloatVector sigmoidDerivative(FloatVector y, FloatVector error) {
        return error.mul(y.mul(ONE.sub(y)));
    }

    static FloatVector hardSigmoidDerivative(FloatVector y, FloatVector error) {
        return error.mul(HARD_SLOPE).blend(ZERO, y.compare(LE, ZERO).or(y.compare(GE, ONE)));
    }
}
