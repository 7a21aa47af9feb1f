package io.espalier.engine;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Functions} on vectors of the machine's width, by the same operations. */
final class VectorFunctions {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

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
        FloatVector bounded = x.max(constant(Functions.EXP_MIN)).min(constant(Functions.EXP_MAX));
        FloatVector shifted = bounded.fma(constant(Functions.LOG2_E), constant(Functions.ROUNDER));
        FloatVector n = shifted.sub(constant(Functions.ROUNDER));
        FloatVector r = n.fma(constant(-Functions.LN2_LOW), n.fma(constant(-Functions.LN2_HIGH), bounded));
        FloatVector p = r.fma(constant(Functions.EXP_5), constant(Functions.EXP_4));
        p = p.fma(r, constant(Functions.EXP_3));
        p = p.fma(r, constant(Functions.EXP_2));
        p = p.fma(r, constant(Functions.EXP_1));
        p = p.fma(r, constant(Functions.EXP_0));
        FloatVector value = p.fma(r.mul(r), r).add(constant(1));
        FloatVector power = shifted.reinterpretAsInts()
                .add(Functions.EXPONENT_BIAS - Functions.ROUNDER_BITS)
                .lanewise(LSHL, Functions.MANTISSA_BITS)
                .reinterpretAsFloats();
        return value.mul(power);
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector bounded = x.max(constant(-Functions.TANH_MAX)).min(constant(Functions.TANH_MAX));
        FloatVector square = bounded.mul(bounded);
        FloatVector p = square.fma(constant(Functions.TANH_13), constant(Functions.TANH_11));
        p = p.fma(square, constant(Functions.TANH_9));
        p = p.fma(square, constant(Functions.TANH_7));
        p = p.fma(square, constant(Functions.TANH_5));
        p = p.fma(square, constant(Functions.TANH_3));
        p = p.fma(square, constant(Functions.TANH_1));
        FloatVector q = square.fma(constant(Functions.TANH_Q6), constant(Functions.TANH_Q4));
        q = q.fma(square, constant(Functions.TANH_Q2));
        q = q.fma(square, constant(Functions.TANH_Q0));
        return bounded.mul(p).div(q);
    }

    static FloatVector sigmoid(FloatVector x) {
        return constant(1).div(exp(x.neg()).add(constant(1)));
    }

    static FloatVector relu(FloatVector x) {
        return x.blend(0f, x.compare(LE, 0f));
    }

    static FloatVector leakyRelu(FloatVector x) {
        return x.blend(x.mul(constant(Functions.LEAK)), x.compare(LT, 0f));
    }

    static FloatVector elu(FloatVector x) {
        return x.blend(exp(x).sub(constant(1)), x.compare(LT, 0f));
    }

    static FloatVector gate(FloatVector x, float scale) {
        return x.mul(sigmoid(x.mul(constant(scale))));
    }

    static FloatVector hardSigmoid(FloatVector x) {
        return x.fma(constant(Functions.HARD_SLOPE), constant(0.5f))
                .max(constant(0))
                .min(constant(1));
    }

    static FloatVector reluDerivative(FloatVector y, FloatVector error) {
        return error.blend(0f, y.compare(LE, 0f));
    }

    static FloatVector leakyReluDerivative(FloatVector y, FloatVector error) {
        return error.blend(error.mul(constant(Functions.LEAK)), y.compare(LT, 0f));
    }

    static FloatVector eluDerivative(FloatVector y, FloatVector error) {
        return error.blend(error.fma(y, error), y.compare(LT, 0f));
    }

    static FloatVector gateDerivative(FloatVector x, float scale, FloatVector error) {
        FloatVector scaled = x.mul(constant(scale));
        FloatVector gate = sigmoid(scaled);
        return error.mul(scaled.mul(gate).fma(constant(1).sub(gate), gate));
    }

    static FloatVector tanhDerivative(FloatVector y, FloatVector error) {
        return error.mul(y.neg().fma(y, constant(1)));
    }

    static FloatVector sigmoidDerivative(FloatVector y, FloatVector error) {
        return error.mul(y.mul(constant(1).sub(y)));
    }

    static FloatVector hardSigmoidDerivative(FloatVector y, FloatVector error) {
        return error.mul(constant(Functions.HARD_SLOPE))
                .blend(0f, y.compare(LE, 0f).or(y.compare(GE, 1f)));
    }
}
