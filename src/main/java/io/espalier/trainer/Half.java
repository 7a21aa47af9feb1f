package io.espalier.trainer;

/** IEEE 754 half-precision numbers, which Java has from version 20 on only. */
final class Half {
    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7c00;
    private static final int QUIET_NAN = 0x7e00;
    /** Bits of a float's fraction that a half does not have. */
    private static final int DROPPED = 13;
    /** Difference of the exponents' biases, 127 - 15, in a float's bits. */
    private static final int REBIAS = 112 << 23;
    /** Smallest magnitude that rounds to infinity: half a step above the largest half, 65504. */
    private static final float OVERFLOW = 65520;
    /** Smallest normal half, 2^-14. */
    private static final float NORMAL = 0x1p-14f;
    /** Distance of neighbouring subnormal halves. */
    private static final float SUBNORMAL_STEP = 0x1p-24f;

    private Half() {}

    /** The half nearest to a float, the even one of two: bits in the low 16. */
    static short of(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & SIGN;
        float magnitude = Math.abs(value);
        int bits;
        if (Float.isNaN(value)) {
            bits = QUIET_NAN;
        } else if (magnitude >= OVERFLOW) {
            bits = INFINITY;
        } else if (magnitude < NORMAL) {
            bits = (int) Math.rint(magnitude / SUBNORMAL_STEP);
        } else {
            int whole = Float.floatToRawIntBits(magnitude) - REBIAS;
            int odd = whole >>> DROPPED & 1;
            bits = whole + (1 << DROPPED - 1) - 1 + odd >>> DROPPED;
        }
        return (short) (sign | bits);
    }

    /** The float that a half is; exact. */
    static float toFloat(short half) {
        int bits = half & ~SIGN & 0xffff;
        float magnitude;
        if (bits > INFINITY) {
            return Float.NaN;
        } else if (bits == INFINITY) {
            magnitude = Float.POSITIVE_INFINITY;
        } else if (bits < 0x400) {
            magnitude = bits * SUBNORMAL_STEP;
        } else {
            magnitude = Float.intBitsToFloat((bits << DROPPED) + REBIAS);
        }
        return (half & SIGN) == 0 ? magnitude : -magnitude;
    }
}
