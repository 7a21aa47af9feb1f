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

    private PngImage() {}

    /**
     * The values as brightness.
     *
     * @param features an image: one or three channels
     * @param darkest value that is drawn black; smaller ones too
     * @param brightest value that is drawn white; greater ones too
     */
    static String dataUri(ExampleFeatures features, double darkest, double brightest) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        chunk(file, "IHDR", header(features));
        chunk(file, "IDAT", deflate(rows(features, darkest, brightest)));
        chunk(file, "IEND", new byte[0]);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(file.toByteArray());
    }

    private static byte[] header(ExampleFeatures features) {
        byte colour = features.shape().channels() == 1 ? GREY : RGB;
        return ByteBuffer.allocate(13)
                .putInt(features.shape().width())
                .putInt(features.shape().height())
                .put((byte) 8)
                .put(colour)
                .array();
    }

    /** Each row begins with its filter, 0: none. */
    private static byte[] rows(ExampleFeatures features, double darkest, double brightest) {
        int channels = features.shape().channels();
        int height = features.shape().height();
        int width = features.shape().width();
        double scale = brightest > darkest ? 255 / (brightest - darkest) : 0;
        ByteBuffer bytes = ByteBuffer.allocate(height * (1 + width * channels));
        for (int row = 0; row < height; row++) {
            bytes.put((byte) 0);
            for (int column = 0; column < width; column++) {
                for (int channel = 0; channel < channels; channel++) {
                    double value = features.value((channel * height + row) * width + column);
                    bytes.put((byte) Math.round(Math.max(0, Math.min(255, (value - darkest) * scale))));
                }
            }
        }
        return bytes.array();
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
