package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.SplitMix64;
import io.espalier.run.AveragingPlan.Wire;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedChangeTest {
    private static final int BLOCK = PackedChange.BLOCK;

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 4097, 8192, 10_000})
    void bytesAreFourTwoOrOneAValueAndAScaleABlock(int length) {
        float[] values = new float[length];
        assertThat(PackedChange.of(Wire.FLOAT32, values).bytes()).isEqualTo(4L * length);
        assertThat(PackedChange.of(Wire.FLOAT16, values).bytes()).isEqualTo(2L * length);
        int blocks = (int) Math.ceil(length / 4096.0);
        assertThat(PackedChange.of(Wire.INT8, values).bytes()).isEqualTo(length + 4L * blocks);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void zerosAndNothingArriveAsTheyAre(Wire wire) {
        assertThat(arrived(wire, new float[5])).containsOnly(0);
        assertThat(arrived(wire, new float[0])).isEmpty();
        assertThat(PackedChange.of(wire, new float[5]).length()).isEqualTo(5);
    }

    @Test
    void float32ArrivesToTheBit() {
        float[] values = random(BLOCK + 3, 1);
        assertThat(arrived(Wire.FLOAT32, values)).isEqualTo(values);
    }

    @Test
    void float16HasElevenSignificantBits() {
        float[] values = random(BLOCK + 3, 2);
        float[] arrived = arrived(Wire.FLOAT16, values);
        for (int i = 0; i < values.length; i++) {
            double bound = Math.max(Math.abs(values[i]) * 0x1p-11, 0x1p-25);
            assertThat((double) arrived[i]).isCloseTo(values[i], within(bound));
        }
    }

    @Test
    void int8RoundsToTheNearest127thOfTheBlocksLargest() {
        // The scale is 254 / 127 = 2 in the first block, 127 / 127 = 1 in the second.
        float[] values = new float[BLOCK + 4];
        values[0] = -254;
        values[1] = 3.1f;
        values[2] = -2.9f;
        values[3] = 0.9f;
        values[BLOCK] = 127;
        values[BLOCK + 1] = 0.6f;
        values[BLOCK + 2] = -0.4f;
        float[] arrived = arrived(Wire.INT8, values);
        assertThat(Arrays.copyOf(arrived, 5)).containsExactly(-254, 4, -2, 0, 0);
        assertThat(Arrays.copyOfRange(arrived, BLOCK, BLOCK + 4)).containsExactly(127, 1, 0, 0);
    }

    @Test
    void int8IsWrongByHalfAStepAtMost() {
        float[] values = random(3 * BLOCK + 5, 3);
        float[] arrived = arrived(Wire.INT8, values);
        for (int first = 0; first < values.length; first += BLOCK) {
            int end = Math.min(values.length, first + BLOCK);
            double largest = 0;
            for (int i = first; i < end; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            // Half of a 127th, and the rounding of scale and product
            double bound = largest / 254 + largest * 0x1p-22;
            for (int i = first; i < end; i++) {
                assertThat((double) arrived[i]).isCloseTo(values[i], within(bound));
            }
        }
    }

    /** 190 / 127 of the smallest float rounds to the smallest float: 190 steps do not go into a byte. */
    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 100, 190, 127, 128, 1_000_000})
    void int8OfTheSmallestFloatsKeepsTheirSign(int steps) {
        float tiny = steps * Float.MIN_VALUE;
        float[] arrived = arrived(Wire.INT8, new float[] {tiny, -tiny});
        assertThat(arrived[0]).isBetween(0f, 2 * tiny);
        assertThat(arrived[1]).isEqualTo(-arrived[0]);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void whatIsNotFiniteArrivesAsNotFinite(Wire wire) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] values = random(BLOCK + 10, 4);
            values[BLOCK + 2] = bad;
            float[] arrived = arrived(wire, values);
            assertThat(Float.isFinite(arrived[BLOCK + 2])).isFalse();
            for (int i = 0; i < BLOCK; i++) {
                assertThat(arrived[i]).isFinite();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void slicesHaveTheBitsOfTheWhole(Wire wire) {
        float[] values = random(5 * BLOCK + 17, 5);
        PackedChange whole = PackedChange.of(wire, values);
        float[] arrived = arrived(wire, values);
        for (int from = 0; from < values.length; from += BLOCK) {
            for (int to : new int[] {Math.min(values.length, from + 2 * BLOCK), values.length, from + 1}) {
                PackedChange slice = whole.slice(from, to);
                float[] part = new float[to - from];
                slice.unpack(part);
                assertThat(slice.length()).isEqualTo(to - from);
                assertThat(slice.bytes()).isEqualTo(PackedChange.of(wire, part).bytes());
                assertThat(part).isEqualTo(Arrays.copyOfRange(arrived, from, to));
                float[] range = new float[to - from];
                whole.unpack(from, to - from, range);
                assertThat(range).isEqualTo(part);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void sliceFromInsideABlockIsRefused(Wire wire) {
        PackedChange change = PackedChange.of(wire, new float[BLOCK + 8]);
        assertThatThrownBy(() -> change.slice(7, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A slice must begin at a multiple of 4096: 7");
        assertThatThrownBy(() -> change.unpack(9, 2, new float[2]))
                .hasMessage("A slice must begin at a multiple of 4096: 9");
    }

    private static float[] arrived(Wire wire, float[] values) {
        float[] arrived = new float[values.length];
        PackedChange.of(wire, values).unpack(arrived);
        return arrived;
    }

    private static float[] random(int length, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * 0.01);
        }
        return values;
    }
}
