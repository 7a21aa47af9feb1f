package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import io.espalier.network.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both implementations of the passes give the same bits, whatever the lengths. */
class PassesIT {
    private static final Passes SCALAR = new ScalarPasses();
    private static final Passes VECTOR = Passes.vector().orElseThrow();
    private static final List<Activation> ELEMENT_WISE = Arrays.stream(Activation.values())
            .filter(f -> f != Activation.SOFTMAX)
            .toList();

    private final List<FloatMemory> allocated = new ArrayList<>();

    @AfterEach
    void free() {
        allocated.forEach(FloatMemory::close);
    }

    static Stream<int[]> shapes() {
        return IntStream.of(1, 2, 7, 10, 15, 16, 17, 31, 32, 33, 64, 100, 128, 257)
                .boxed()
                .flatMap(columns -> IntStream.of(1, 3, 8, 21).mapToObj(rows -> new int[] {rows, columns}));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void matricesHaveTheSameBits(int[] shape) {
        int rows = shape[0];
        int columns = shape[1];
        for (Activation f : ELEMENT_WISE) {
            requireSame(shape, (passes, m) -> passes.biasActivation(f, m[0], m[1], rows, columns));
            requireSame(shape, (passes, m) -> passes.activation(f, m[0], m[2], rows * columns));
            requireSame(shape, (passes, m) -> passes.derivative(f, m[0], m[2], rows * columns));
            requireSame(shape, (passes, m) -> passes.derivativeAndColumnSums(f, m[0], m[2], m[1], rows, columns));
        }
        requireSame(shape, (passes, m) -> passes.softmax(m[0], rows, columns));
        requireSame(shape, (passes, m) -> passes.softmaxDerivative(m[0], m[2], rows, columns));
        requireSame(shape, (passes, m) -> passes.add(m[0], m[2], rows * columns));
        requireSame(shape, (passes, m) -> passes.copy(m[0], m[2], rows * columns));
        requireSame(shape, (passes, m) -> passes.multiply(m[0], m[2], m[3], rows * columns, false));
        requireSame(shape, (passes, m) -> passes.multiply(m[0], m[2], m[3], rows * columns, true));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void flatPassesHaveTheSameBits(int[] shape) {
        int end = shape[0] * shape[1];
        int start = Math.min(end, 3);
        requireSame(shape, (passes, m) -> passes.subtract(m[0], m[2], start, end));
        requireSame(shape, (passes, m) -> passes.addSigns(m[0], 0.3f, m[2], start, end));
        requireSame(shape, (passes, m) -> passes.scale(m[0], 0.7f, start, end));
        requireSame(shape, (passes, m) -> passes.clip(m[0], 0.5f, start, end));
        for (UpdateRule.Kind kind : UpdateRule.Kind.values()) {
            requireSame(shape, (passes, m) -> {
                passes.activation(Activation.SIGMOID, m[3], m[3], end);
                passes.update(kind, new UpdateMemory(m[0], m[2], List.of(m[4], m[3])), numbers(), start, end);
            });
        }
    }

    private static UpdateNumbers numbers() {
        UpdateNumbers numbers = new UpdateNumbers();
        numbers.rate = 0.01f;
        numbers.momentum = 0.9f;
        numbers.innovation = 1 - 0.9f;
        numbers.secondDecay = 0.999f;
        numbers.secondInnovation = 1 - 0.999f;
        numbers.epsilon = 1e-8f;
        numbers.l2 = 0.001f;
        numbers.decay = 1e-4f;
        return numbers;
    }

    /** Runs a pass by both on equal memory: four matrices of a shape (the second used as a row too) and one without negative values. */
    private void requireSame(int[] shape, BiConsumer<Passes, FloatMemory[]> pass) {
        FloatMemory[] one = memories(shape[0] * shape[1]);
        FloatMemory[] other = memories(shape[0] * shape[1]);
        pass.accept(SCALAR, one);
        pass.accept(VECTOR, other);
        for (int i = 0; i < one.length; i++) {
            assertThat(bits(other[i])).isEqualTo(bits(one[i]));
        }
    }

    private FloatMemory[] memories(int length) {
        SplitMix64 random = new SplitMix64(length);
        FloatMemory[] memories = new FloatMemory[5];
        for (int m = 0; m < memories.length; m++) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = value(random);
                values[i] = m == 4 ? Math.abs(values[i]) : values[i];
            }
            memories[m] = memory(values);
        }
        return memories;
    }

    /** Mostly about 1; sometimes 0, tiny, huge, or no number. */
    private static float value(SplitMix64 random) {
        return switch (random.nextInt(20)) {
            case 0 -> 0f;
            case 1 -> -0f;
            case 2 -> 1e-38f;
            case 3 -> -1e-39f;
            case 4 -> 100f;
            case 5 -> -100f;
            case 6 -> random.nextInt(4) == 0 ? Float.NaN : 1f;
            default -> 3 * (float) random.nextGaussian();
        };
    }

    private FloatMemory memory(float[] values) {
        FloatMemory memory = new FloatMemory(values.length);
        allocated.add(memory);
        memory.write(values, 0, values.length);
        return memory;
    }

    /** All NaNs are one. */
    private static int[] bits(FloatMemory memory) {
        float[] values = new float[memory.length()];
        memory.read(values, 0, values.length);
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToIntBits(values[i]))
                .toArray();
    }

    @Test
    void vectorsOfMillionsOfValuesHaveTheSameBitsAsFunctions() {
        float[] values = new float[1 << 20];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(i << 12);
        }
        for (Activation f : ELEMENT_WISE) {
            FloatMemory memory = memory(values);
            VECTOR.activation(f, memory, memory, values.length);
            float[] computed = new float[values.length];
            memory.read(computed, 0, computed.length);
            for (int i = 0; i < values.length; i++) {
                assertThat(Float.floatToIntBits(computed[i]))
                        .as("%s(%s)", f, values[i])
                        .isEqualTo(Float.floatToIntBits(Functions.activation(f, values[i])));
            }
        }
    }
}
