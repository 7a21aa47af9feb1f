package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PngImageTest {
    @Test
    void greyValuesAreScaledFromBlackToWhite() throws IOException {
        BufferedImage image = read(new ExampleFeatures(new Shape(1, 2, 3), new float[] {0, 4, 8, 12, 16, 20}), 0, 16);
        assertThat(image.getWidth()).isEqualTo(3);
        assertThat(image.getHeight()).isEqualTo(2);
        // 4 of 16 is 63.75 of 255; above the brightest stays white.
        assertThat(samples(image, 0)).containsExactly(0, 64, 128, 191, 255, 255);
    }

    @Test
    void threeChannelsAreRedGreenAndBlue() throws IOException {
        BufferedImage image =
                read(new ExampleFeatures(new Shape(3, 2, 2), new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0}), 0, 1);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFF0000);
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFF00FF00);
        assertThat(image.getRGB(0, 1)).isEqualTo(0xFF0000FF);
        assertThat(image.getRGB(1, 1)).isEqualTo(0xFF000000);
    }

    @Test
    void aLargeImageIsCompleteAndAConstantOneIsBlack() throws IOException {
        BufferedImage image = read(new ExampleFeatures(new Shape(1, 96, 90), new float[8640]), 0, 0);
        assertThat(samples(image, 0)).hasSize(8640).containsOnly(0);
    }

    @Test
    void imagesAboveTheLimitAreAveragedDown() throws IOException {
        // 193 rows of 5 columns: blocks of 3 x 3, the last ones 1 row and 2 columns. A value is its row number.
        float[] values = new float[193 * 5];
        for (int row = 0; row < 193; row++) {
            Arrays.fill(values, 5 * row, 5 * row + 5, row);
        }
        BufferedImage image = read(new ExampleFeatures(new Shape(1, 193, 5), values), 0, 255);
        assertThat(image.getHeight()).isEqualTo(65);
        assertThat(image.getWidth()).isEqualTo(2);
        assertThat(image.getRaster().getSample(0, 0, 0)).isEqualTo(1);
        assertThat(image.getRaster().getSample(1, 10, 0)).isEqualTo(31);
        assertThat(image.getRaster().getSample(0, 64, 0)).isEqualTo(192);
    }

    private static BufferedImage read(ExampleFeatures features, double darkest, double brightest) throws IOException {
        String uri = PngImage.dataUri(features, darkest, brightest);
        assertThat(uri).startsWith("data:image/png;base64,");
        byte[] file = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        return ImageIO.read(new ByteArrayInputStream(file));
    }

    private static int[] samples(BufferedImage image, int band) {
        return image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), band, (int[]) null);
    }
}
