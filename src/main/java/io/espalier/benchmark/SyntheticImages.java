package io.espalier.benchmark;

import io.espalier.Hashing;
import io.espalier.SplitMix64;
import io.espalier.trainer.Batch;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Made-up images of the size of MNIST's: ten classes, each a pattern of bright pixels that noise disturbs. A function
 * of the seed alone.
 *
 * <p>About a fifth of the pixels is not 0, as in MNIST. One label in five is wrong, so that the loss can't fall to 0,
 * where gradients so small that the processor takes many cycles for each would spoil a measurement of speed. What a
 * network learns from them means nothing.
 */
final class SyntheticImages {
    static final int SIDE = 28;
    static final int PIXELS = SIDE * SIDE;
    static final int CLASSES = 10;
    /** Bytes before the pixels in their file. */
    static final int IMAGE_HEADER = 4 * Integer.BYTES;
    /** Bytes before the labels in theirs. */
    static final int LABEL_HEADER = 2 * Integer.BYTES;

    private static final double BRIGHT = 0.2;
    private static final double FLIPPED = 0.05;
    private static final double MISLABELLED = 0.2;
    private static final int IMAGE_MAGIC = 0x0803;
    private static final int LABEL_MAGIC = 0x0801;

    private final int count;
    private final byte[] pixels;
    private final byte[] labels;

    /** Refuses more images than an array holds. */
    static void requireCount(double count) {
        if (count * PIXELS > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The images of batch, replicas and steps must be at most %d: %.0f",
                    Integer.MAX_VALUE / PIXELS,
                    count));
        }
    }

    /** Makes {@code count} images; the classes follow one another in turn. */
    SyntheticImages(int count, long seed) {
        this.count = count;
        this.pixels = new byte[Math.multiplyExact(count, PIXELS)];
        this.labels = new byte[count];
        boolean[][] patterns = patterns(seed);
        SplitMix64 random = Hashing.random(seed, "images");
        for (int image = 0; image < count; image++) {
            int label = image % CLASSES;
            boolean wrong = random.nextDouble() < MISLABELLED;
            labels[image] = (byte) (wrong ? random.nextInt(CLASSES) : label);
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                boolean flipped = random.nextDouble() < FLIPPED;
                boolean bright = patterns[label][pixel] != flipped;
                pixels[image * PIXELS + pixel] = bright ? (byte) (128 + random.nextInt(128)) : 0;
            }
        }
    }

    private static boolean[][] patterns(long seed) {
        SplitMix64 random = Hashing.random(seed, "patterns");
        boolean[][] patterns = new boolean[CLASSES][PIXELS];
        for (boolean[] pattern : patterns) {
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                pattern[pixel] = random.nextDouble() < BRIGHT;
            }
        }
        return patterns;
    }

    int count() {
        return count;
    }

    /** Copies images to rows of values in [0, 1], row-major, [rows x pixels]. */
    float[] features(int first, int rows) {
        float[] features = new float[rows * PIXELS];
        for (int i = 0; i < features.length; i++) {
            features[i] = (pixels[first * PIXELS + i] & 0xff) / 255f;
        }
        return features;
    }

    /**
     * The whole batches of one of several equal parts, in order.
     *
     * @param part in [0, parts)
     * @return the first image of each batch
     */
    List<Integer> batches(int part, int parts, int rows) {
        int images = count / parts;
        return IntStream.range(0, images / rows)
                .mapToObj(batch -> part * images + batch * rows)
                .toList();
    }

    /** Copies images to a batch of their own. */
    Batch batch(int first, int rows) {
        Batch batch = new Batch(rows, PIXELS);
        batch.setRows(rows);
        System.arraycopy(features(first, rows), 0, batch.features(), 0, rows * PIXELS);
        for (int row = 0; row < rows; row++) {
            batch.labels()[row] = label(first + row);
        }
        return batch;
    }

    /** Class of an image. */
    int label(int image) {
        return labels[image];
    }

    /** Writes the images and their labels as a pair of IDX files. */
    void write(Path imageFile, Path labelFile) throws IOException {
        try (DataOutputStream out = output(imageFile)) {
            out.writeInt(IMAGE_MAGIC);
            out.writeInt(count);
            out.writeInt(SIDE);
            out.writeInt(SIDE);
            out.write(pixels);
        }
        try (DataOutputStream out = output(labelFile)) {
            out.writeInt(LABEL_MAGIC);
            out.writeInt(count);
            out.write(labels);
        }
    }

    private static DataOutputStream output(Path file) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }
}
