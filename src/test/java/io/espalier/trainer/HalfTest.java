package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.SplitMix64;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class HalfTest {
    private static final int INFINITY = 0x7c00;

    @Test
    void everyHalfIsTheFloatThatTheStandardSays() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            assertThat(Half.toFloat((short) bits)).as("%x", bits).isEqualTo(Float.valueOf((float) value(bits)));
        }
    }

    @Test
    void everyHalfComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short back = Half.of(Half.toFloat((short) bits));
            if ((bits & 0x7fff) > INFINITY) {
                assertThat(Half.toFloat(back)).as("%x", bits).isNaN();
            } else {
                assertThat(back).as("%x", bits).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void floatsGoToTheNearestHalf() {
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 200_000; i++) {
            // All bit patterns, and magnitudes from 2^-26 to 2^17, where most halves are.
            float any = Float.intBitsToFloat((int) random.nextLong());
            float near = (float) ((random.nextDouble() - 0.5) * StrictMath.pow(2, random.nextInt(44) - 25));
            assertNearest(any);
            assertNearest(near);
        }
    }

    @Test
    void floatBetweenTwoHalvesGoesToTheEvenOneAndItsNeighboursToTheNearest() {
        for (int bits = 0; bits < INFINITY; bits++) {
            double above = bits + 1 == INFINITY ? 65536 : value(bits + 1);
            float middle = (float) ((value(bits) + above) / 2);
            int even = bits % 2 == 0 ? bits : bits + 1;
            assertThat(Half.of(middle)).as("%x", bits).isEqualTo((short) even);
            assertThat(Half.of(-middle)).as("%x", bits).isEqualTo((short) (even | 0x8000));
            assertThat(Half.of(Math.nextDown(middle))).as("%x", bits).isEqualTo((short) bits);
            assertThat(Half.of(Math.nextUp(middle))).as("%x", bits).isEqualTo((short) (bits + 1));
        }
    }

    @Test
    void whatIsNotANumberStaysSo() {
        assertThat(Half.toFloat(Half.of(Float.NaN))).isNaN();
        assertThat(Half.toFloat(Half.of(Float.POSITIVE_INFINITY))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Half.toFloat(Half.of(Float.NEGATIVE_INFINITY))).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Half.toFloat(Half.of(Float.MAX_VALUE))).isEqualTo(Float.POSITIVE_INFINITY);
    }

    private static void assertNearest(float value) {
        short half = Half.of(value);
        assertThat(half & 0xffff).as("%s", value).isEqualTo(slow(value));
    }

    /** Looks through all halves of a sign for the nearest, by exact decimal distance; the even one of two. */
    private static int slow(float value) {
        int sign = Float.floatToRawIntBits(value) < 0 ? 0x8000 : 0;
        double magnitude = Math.abs((double) value);
        if (Float.isNaN(value)) {
            return sign | 0x7e00;
        }
        if (magnitude >= 65520) {
            return sign | INFINITY;
        }
        int low = 0;
        int high = INFINITY - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (value(middle) <= magnitude) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (low == INFINITY - 1) {
            return sign | low;
        }
        int order = new BigDecimal(magnitude)
                .subtract(new BigDecimal(value(low)))
                .compareTo(new BigDecimal(value(low + 1)).subtract(new BigDecimal(magnitude)));
        boolean down = order < 0 || (order == 0 && low % 2 == 0);
        return sign | (down ? low : low + 1);
    }

    /** IEEE 754: sign, five bits of exponent with bias 15, ten of fraction. */
    private static double value(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        double magnitude;
        if (exponent == 31) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * StrictMath.pow(2, -24);
        } else {
            magnitude = (1 + fraction / 1024.0) * StrictMath.pow(2, exponent - 15);
        }
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
