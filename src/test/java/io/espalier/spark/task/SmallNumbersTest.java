package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SmallNumbersTest {
    static final long[][] COUNTS = {
        {},
        {0},
        {0, 0, 0},
        {1, 0, 0, 127, 128, 0},
        {0, 16_383, 16_384, 0, 0, 1},
        {Long.MAX_VALUE, 0, Long.MAX_VALUE - 1, 1L << 32, (1L << 56) - 1},
        new long[300],
    };

    @ParameterizedTest
    @FieldSource("COUNTS")
    void countsAreReadAsTheyWereWritten(long[] counts) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written(counts)))) {
            assertThat(SmallNumbers.read(in)).isEqualTo(counts);
            assertThat(in.read()).as("bytes left").isEqualTo(-1);
        }
    }

    /** 600,000 takes three groups of seven bits, the 599,999 zeros after the first one as well. */
    @Test
    void zerosTakeNoRoom() throws IOException {
        assertThat(written(new long[600_000])).hasSize(3 + 1 + 3);
    }

    @Test
    void countBelow128TakesAByte() throws IOException {
        assertThat(written(new long[] {1, 127, 5})).containsExactly(3, 1, 127, 5);
    }

    private static byte[] written(long[] counts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            SmallNumbers.write(counts, out);
        }
        return bytes.toByteArray();
    }
}
