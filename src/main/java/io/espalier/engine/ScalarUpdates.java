package io.espalier.engine;

import java.nio.FloatBuffer;

/**
 * Update rules in plain Java, on the range {@code [start, end)}: the reference that {@code VectorUpdates} repeats to the bit.
 *
 * <p>Formulas are DL4J's, g being the gradient with its L2 penalty. Moments below the least normal float become 0: they could not be told
 * from it, would never reach it by decay, and slow the processor down.
 */
final class ScalarUpdates {
    private ScalarUpdates() {}

    static void sgd(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        FloatBuffer p = memory.parameters().floats();
        for (int i = start; i < end; i++) {
            float g = gradient(memory, numbers, i);
            p.put(i, decayed(p.get(i), numbers) - numbers.rate * g);
        }
    }

    /** v' = mu v - rate g; p' = p - (mu v - (1 + mu) v'). */
    static void nesterovs(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        FloatBuffer p = memory.parameters().floats();
        FloatBuffer velocities = memory.first().floats();
        for (int i = start; i < end; i++) {
            float carried = numbers.momentum * velocities.get(i);
            float velocity = normal(Math.fma(-numbers.rate, gradient(memory, numbers, i), carried));
            velocities.put(i, velocity);
            float update = Math.fma(-(1 + numbers.momentum), velocity, carried);
            p.put(i, decayed(p.get(i), numbers) - update);
        }
    }

    /** m' = b1 m + (1 - b1) g; v' = b2 v + (1 - b2) g^2; p' = p - rate m' / (sqrt v' + epsilon). */
    static void adam(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        FloatBuffer p = memory.parameters().floats();
        FloatBuffer first = memory.first().floats();
        FloatBuffer second = memory.second().floats();
        for (int i = start; i < end; i++) {
            float g = gradient(memory, numbers, i);
            float m = normal(Math.fma(numbers.momentum, first.get(i), numbers.innovation * g));
            float v = normal(Math.fma(numbers.secondDecay, second.get(i), numbers.secondInnovation * (g * g)));
            first.put(i, m);
            second.put(i, v);
            float update = numbers.rate * m / ((float) Math.sqrt(v) + numbers.epsilon);
            p.put(i, decayed(p.get(i), numbers) - update);
        }
    }

    /** s' = d s + (1 - d) g^2; p' = p - rate g / (sqrt s' + epsilon). */
    static void rmsProp(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        FloatBuffer squares = memory.first().floats();
        for (int i = start; i < end; i++) {
            float g = gradient(memory, numbers, i);
            float s = normal(Math.fma(numbers.momentum, squares.get(i), numbers.innovation * (g * g)));
            squares.put(i, s);
            adapt(memory, numbers, i, g, s);
        }
    }

    /** s' = s + g^2; p' = p - rate g / (sqrt s' + epsilon). */
    static void adaGrad(UpdateMemory memory, UpdateNumbers numbers, int start, int end) {
        FloatBuffer squares = memory.first().floats();
        for (int i = start; i < end; i++) {
            float g = gradient(memory, numbers, i);
            float s = normal(Math.fma(g, g, squares.get(i)));
            squares.put(i, s);
            adapt(memory, numbers, i, g, s);
        }
    }

    private static void adapt(UpdateMemory memory, UpdateNumbers numbers, int i, float g, float s) {
        FloatBuffer p = memory.parameters().floats();
        float update = numbers.rate * g / ((float) Math.sqrt(s) + numbers.epsilon);
        p.put(i, decayed(p.get(i), numbers) - update);
    }

    private static float gradient(UpdateMemory memory, UpdateNumbers numbers, int i) {
        return Math.fma(
                numbers.l2,
                memory.parameters().floats().get(i),
                memory.gradient().floats().get(i));
    }

    private static float decayed(float parameter, UpdateNumbers numbers) {
        return Math.fma(-numbers.decay, parameter, parameter);
    }

    private static float normal(float value) {
        return Math.abs(value) < Float.MIN_NORMAL ? 0 : value;
    }
}
