package io.espalier.engine;

import static io.espalier.engine.VectorFunctions.LANES;
import static io.espalier.engine.VectorFunctions.SPECIES;
import static io.espalier.engine.VectorFunctions.load;
import static io.espalier.engine.VectorFunctions.store;
import static jdk.incubator.vector.VectorOperators.LT;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** {@link ScalarUpdates} on whole vectors, from {@code start} to {@code end}, which is a multiple of the lanes away. */
final class VectorUpdates {
    private VectorUpdates() {}

    static void sgd(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        FloatVector rate = constant(numbers.rate);
        FloatVector l2 = constant(numbers.l2);
        FloatVector decay = constant(-numbers.decay);
        for (int i = start; i < end; i += LANES) {
            FloatVector parameter = load(p, i);
            FloatVector gradient = parameter.fma(l2, load(g, i));
            store(parameter.fma(decay, parameter).sub(rate.mul(gradient)), p, i);
        }
    }

    static void nesterovs(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        ByteBuffer velocities = memory.first().bytes();
        FloatVector rate = constant(-numbers.rate);
        FloatVector momentum = constant(numbers.momentum);
        FloatVector ahead = constant(-(1 + numbers.momentum));
        FloatVector l2 = constant(numbers.l2);
        FloatVector decay = constant(-numbers.decay);
        for (int i = start; i < end; i += LANES) {
            FloatVector parameter = load(p, i);
            FloatVector carried = load(velocities, i).mul(momentum);
            FloatVector velocity = normal(parameter.fma(l2, load(g, i)).fma(rate, carried));
            store(velocity, velocities, i);
            store(parameter.fma(decay, parameter).sub(velocity.fma(ahead, carried)), p, i);
        }
    }

    static void adam(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        ByteBuffer first = memory.first().bytes();
        ByteBuffer second = memory.second().bytes();
        FloatVector rate = constant(numbers.rate);
        FloatVector momentum = constant(numbers.momentum);
        FloatVector innovation = constant(numbers.innovation);
        FloatVector secondDecay = constant(numbers.secondDecay);
        FloatVector secondInnovation = constant(numbers.secondInnovation);
        FloatVector epsilon = constant(numbers.epsilon);
        FloatVector l2 = constant(numbers.l2);
        FloatVector decay = constant(-numbers.decay);
        for (int i = start; i < end; i += LANES) {
            FloatVector parameter = load(p, i);
            FloatVector gradient = parameter.fma(l2, load(g, i));
            FloatVector m = normal(load(first, i).fma(momentum, innovation.mul(gradient)));
            FloatVector v = normal(load(second, i).fma(secondDecay, secondInnovation.mul(gradient.mul(gradient))));
            store(m, first, i);
            store(v, second, i);
            FloatVector update = rate.mul(m).div(v.sqrt().add(epsilon));
            store(parameter.fma(decay, parameter).sub(update), p, i);
        }
    }

    static void rmsProp(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        ByteBuffer squares = memory.first().bytes();
        FloatVector rate = constant(numbers.rate);
        FloatVector momentum = constant(numbers.momentum);
        FloatVector innovation = constant(numbers.innovation);
        FloatVector epsilon = constant(numbers.epsilon);
        FloatVector l2 = constant(numbers.l2);
        FloatVector decay = constant(-numbers.decay);
        for (int i = start; i < end; i += LANES) {
            FloatVector parameter = load(p, i);
            FloatVector gradient = parameter.fma(l2, load(g, i));
            FloatVector s = normal(load(squares, i).fma(momentum, innovation.mul(gradient.mul(gradient))));
            store(s, squares, i);
            FloatVector update = rate.mul(gradient).div(s.sqrt().add(epsilon));
            store(parameter.fma(decay, parameter).sub(update), p, i);
        }
    }

    static void adaGrad(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        ByteBuffer squares = memory.first().bytes();
        FloatVector rate = constant(numbers.rate);
        FloatVector epsilon = constant(numbers.epsilon);
        FloatVector l2 = constant(numbers.l2);
        FloatVector decay = constant(-numbers.decay);
        for (int i = start; i < end; i += LANES) {
            FloatVector parameter = load(p, i);
            FloatVector gradient = parameter.fma(l2, load(g, i));
            FloatVector s = normal(gradient.fma(gradient, load(squares, i)));
            store(s, squares, i);
            FloatVector update = rate.mul(gradient).div(s.sqrt().add(epsilon));
            store(parameter.fma(decay, parameter).sub(update), p, i);
        }
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    private static FloatVector normal(FloatVector value) {
        return value.blend(0f, value.abs().compare(LT, Float.MIN_NORMAL));
    }
}
