package io.espalier.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A small picture as a PNG in a data URI: 8 bits a channel, grey or RGB, no filter, no interlacing.
 *
 * <p>By hand and not with ImageIO, which would start the AWT toolkit. Format: W3C, Portable Network Graphics (PNG) Specification.
 */
final class PngImage {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte GREY = 0;
    private static final byte RGB = 2;

    /** Pixels of the longer side; larger images are averaged down, because the page carries every picture. */
    private static final int MOST_PIXELS = 96;

    private final ExampleFeatures features;
    private final int channels;
    /** Side of the square of values that makes one pixel. */
    private final int block;

    private final int height;
    private final int width;

    private PngImage(ExampleFeatures features) {
        this.features = features;
        this.channels = features.shape().channels();
        int longer = Math.max(features.shape().height(), features.shape().width());
        this.block = ceilDivide(longer, MOST_PIXELS);
        this.height = ceilDivide(features.shape().height(), block);
        this.width = ceilDivide(features.shape().width(), block);
    }

    /**
     * The values as brightness.
     *
     * @param features an image: one or three channels
     * @param darkest value that is drawn black; smaller ones too
     * @param brightest value that is drawn white; greater ones too
     */
    static String dataUri(ExampleFeatures features, double darkest, double brightest) {
        PngImage image = new PngImage(features);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        chunk(file, "IHDR", image.header());
        chunk(file, "IDAT", deflate(image.rows(darkest, brightest)));
        chunk(file, "IEND", new byte[0]);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file.toByteArray());
    }

    private byte[] header() {
        return ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put(channels == 1 ? GREY : RGB)
                .array();
    }

    /** Each row begins with its filter, 0: none. */
    private byte[] rows(double darkest, double brightest) {
        double scale = brightest > darkest ? 255 / (brightest - darkest) : 0;
        ByteBuffer bytes = ByteBuffer.allocate(height * (1 + width * channels));
        for (int row = 0; row < height; row++) {
            bytes.put((byte) 0);
            for (int column = 0; column < width; column++) {
                for (int channel = 0; channel < channels; channel++) {
                    double value = (mean(channel, row * block, column * block) - darkest) * scale;
                    bytes.put((byte) Math.round(Math.max(0, Math.min(255, value))));
                }
            }
        }
        return bytes.array();
    }

    /** Mean of the block that begins at a row and column; blocks at the edges may be smaller. */
    private double mean(int channel, int firstRow, int firstColumn) {
        int endRow = Math.min(features.shape().height(), firstRow + block);
        int endColumn = Math.min(features.shape().width(), firstColumn + block);
        double sum = 0;
        for (int row = firstRow; row < endRow; row++) {
            for (int column = firstColumn; column < endColumn; column++) {
                sum += features.value((channel * features.shape().height() + row)
                                * features.shape().width()
                        + column);
            }
        }
        return sum / ((endRow - firstRow) * (endColumn - firstColumn));
    }

    private static int ceilDivide(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        file.writeBytes(name);
        file.writeBytes(content);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
