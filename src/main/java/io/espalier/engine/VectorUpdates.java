package io.espalier.engine;

import static io.espalier.engine.Vectors.ORDER;
import static io.espalier.engine.Vectors.SPECIES;
import static io.espalier.engine.Vectors.WIDTH;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static jdk.incubator.vector.VectorOperators.LT;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** {@link ScalarUpdates} on whole vectors; ranges are in bytes. */
final class VectorUpdates {
    private VectorUpdates() {}

    static void sgd(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        FloatVector rate = broadcast(SPECIES, numbers.rate);
        FloatVector l2 = broadcast(SPECIES, numbers.l2);
        FloatVector decay = broadcast(SPECIES, -numbers.decay);
        for (int i = start; i < end; i += WIDTH) {
            FloatVector parameter = fromByteBuffer(SPECIES, p, i, ORDER);
            FloatVector gradient = parameter.fma(l2, fromByteBuffer(SPECIES, g, i, ORDER));
            parameter.fma(decay, parameter).sub(rate.mul(gradient)).intoByteBuffer(p, i, ORDER);
        }
    }

    static void nesterovs(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        ByteBuffer velocities = memory.first().bytes();
        FloatVector rate = broadcast(SPECIES, -numbers.rate);
        FloatVector momentum = broadcast(SPECIES, numbers.momentum);
        FloatVector ahead = broadcast(SPECIES, -(1 + numbers.momentum));
        FloatVector l2 = broadcast(SPECIES, numbers.l2);
        FloatVector decay = broadcast(SPECIES, -numbers.decay);
        for (int i = start; i < end; i += WIDTH) {
            FloatVector parameter = fromByteBuffer(SPECIES, p, i, ORDER);
            FloatVector carried = fromByteBuffer(SPECIES, velocities, i, ORDER).mul(momentum);
            FloatVector velocity =
                    parameter.fma(l2, fromByteBuffer(SPECIES, g, i, ORDER)).fma(rate, carried);
            velocity = velocity.blend(0f, velocity.abs().compare(LT, Float.MIN_NORMAL));
            velocity.intoByteBuffer(velocities, i, ORDER);
            parameter.fma(decay, parameter).sub(velocity.fma(ahead, carried)).intoByteBuffer(p, i, ORDER);
        }
    }

    static void adam(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        ByteBuffer first = memory.first().bytes();
        ByteBuffer second = memory.second().bytes();
        FloatVector rate = broadcast(SPECIES, numbers.rate);
        FloatVector momentum = broadcast(SPECIES, numbers.momentum);
        FloatVector innovation = broadcast(SPECIES, numbers.innovation);
        FloatVector secondDecay = broadcast(SPECIES, numbers.secondDecay);
        FloatVector secondInnovation = broadcast(SPECIES, numbers.secondInnovation);
        FloatVector epsilon = broadcast(SPECIES, numbers.epsilon);
        FloatVector l2 = broadcast(SPECIES, numbers.l2);
        FloatVector decay = broadcast(SPECIES, -numbers.decay);
        for (int i = start; i < end; i += WIDTH) {
            FloatVector parameter = fromByteBuffer(SPECIES, p, i, ORDER);
            FloatVector gradient = parameter.fma(l2, fromByteBuffer(SPECIES, g, i, ORDER));
            FloatVector m = fromByteBuffer(SPECIES, first, i, ORDER).fma(momentum, innovation.mul(gradient));
            m = m.blend(0f, m.abs().compare(LT, Float.MIN_NORMAL));
            FloatVector v = fromByteBuffer(SPECIES, second, i, ORDER)
                    .fma(secondDecay, secondInnovation.mul(gradient.mul(gradient)));
            v = v.blend(0f, v.abs().compare(LT, Float.MIN_NORMAL));
            m.intoByteBuffer(first, i, ORDER);
            v.intoByteBuffer(second, i, ORDER);
            FloatVector update = rate.mul(m).div(v.sqrt().add(epsilon));
            parameter.fma(decay, parameter).sub(update).intoByteBuffer(p, i, ORDER);
        }
    }

    static void rmsProp(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        ByteBuffer squares = memory.first().bytes();
        FloatVector rate = broadcast(SPECIES, numbers.rate);
        FloatVector momentum = broadcast(SPECIES, numbers.momentum);
        FloatVector innovation = broadcast(SPECIES, numbers.innovation);
        FloatVector epsilon = broadcast(SPECIES, numbers.epsilon);
        FloatVector l2 = broadcast(SPECIES, numbers.l2);
        FloatVector decay = broadcast(SPECIES, -numbers.decay);
        for (int i = start; i < end; i += WIDTH) {
            FloatVector parameter = fromByteBuffer(SPECIES, p, i, ORDER);
            FloatVector gradient = parameter.fma(l2, fromByteBuffer(SPECIES, g, i, ORDER));
            FloatVector s =
                    fromByteBuffer(SPECIES, squares, i, ORDER).fma(momentum, innovation.mul(gradient.mul(gradient)));
            s = s.blend(0f, s.abs().compare(LT, Float.MIN_NORMAL));
            s.intoByteBuffer(squares, i, ORDER);
            FloatVector update = rate.mul(gradient).div(s.sqrt().add(epsilon));
            parameter.fma(decay, parameter).sub(update).intoByteBuffer(p, i, ORDER);
        }
    }

    static void adaGrad(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        ByteBuffer p = memory.parameters().bytes();
        ByteBuffer g = memory.gradient().bytes();
        ByteBuffer squares = memory.first().bytes();
        FloatVector rate = broadcast(SPECIES, numbers.rate);
        FloatVector epsilon = broadcast(SPECIES, numbers.epsilon);
        FloatVector l2 = broadcast(SPECIES, numbers.l2);
        FloatVector decay = broadcast(SPECIES, -numbers.decay);
        for (int i = start; i < end; i += WIDTH) {
            FloatVector parameter = fromByteBuffer(SPECIES, p, i, ORDER);
            FloatVector gradient = parameter.fma(l2, fromByteBuffer(SPECIES, g, i, ORDER));
            FloatVector s = gradient.fma(gradient, fromByteBuffer(SPECIES, squares, i, ORDER));
            s = s.blend(0f, s.abs().compare(LT, Float.MIN_NORMAL));
            s.intoByteBuffer(squares, i, ORDER);
            FloatVector update = rate.mul(gradient).div(s.sqrt().add(epsilon));
            parameter.fma(decay, parameter).sub(update).intoByteBuffer(p, i, ORDER);
        }
    }
}
