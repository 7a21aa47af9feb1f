package io.espalier.examples;

import io.espalier.SplitMix64;

/** Images of 8 x 8 pixels like handwritten digits: ten random patterns, each drawn again and again with noise. */
final class DrawnDigits {
    static final int PIXELS = 64;
    static final int CLASSES = 10;

    final float[] features;
    final int[] labels;

    DrawnDigits(int count, long seed) {
        SplitMix64 patterns = new SplitMix64(42);
        float[][] digit = new float[CLASSES][PIXELS];
        for (float[] pixels : digit) {
            for (int i = 0; i < PIXELS; i++) {
                pixels[i] = patterns.nextDouble() < 0.4 ? 1 : 0;
            }
        }
        SplitMix64 random = new SplitMix64(seed);
        features = new float[count * PIXELS];
        labels = new int[count];
        for (int row = 0; row < count; row++) {
            labels[row] = random.nextInt(CLASSES);
            for (int i = 0; i < PIXELS; i++) {
                features[row * PIXELS + i] = digit[labels[row]][i] + 0.4f * (float) random.nextGaussian();
            }
        }
    }
}
