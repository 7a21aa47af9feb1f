package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExampleIdsTest {
    @Test
    void contentIsLittleEndianFloatsThenTheLabel() {
        byte[] content = ByteBuffer.allocate(8 + 3)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2)
                .put(new byte[] {'a', (byte) 0xc3, (byte) 0xbc})
                .array();
        assertThat(ExampleIds.contentHash(new float[] {1.5f, -2}, "a\u00fc")).isEqualTo(Hashing.hash(content, 0));
    }

    @Test
    void equalContentHasOneHash() {
        long hash = ExampleIds.contentHash(new float[] {0, 1}, "1");
        assertThat(ExampleIds.contentHash(new float[] {-0f, 1}, "1")).isEqualTo(hash);
        assertThat(ExampleIds.contentHash(new float[] {0, 1}, "1.0")).isEqualTo(hash);
        assertThat(ExampleIds.contentHash(new float[] {0, 1}, "01")).isEqualTo(hash);
        assertThat(ExampleIds.contentHash(new float[] {0, 1}, "2")).isNotEqualTo(hash);
        assertThat(ExampleIds.contentHash(new float[] {1, 0}, "1")).isNotEqualTo(hash);
    }

    @Test
    void digitsHaveDifferentIds() {
        Set<Long> ids = new HashSet<>();
        try (CloseableIterator<RawExample> rows = new DigitsReader(List.of()).open()) {
            while (rows.hasNext()) {
                RawExample row = rows.next();
                ids.add(ExampleIds.id(ExampleIds.contentHash(row.features(), row.label()), 0));
            }
        }
        assertThat(ids).hasSize(1797);
    }

    @Test
    void occurrencesOfOneContentHaveDifferentIds() {
        assertThat(LongStream.range(0, 1000)
                        .map(i -> ExampleIds.id(42, i))
                        .distinct()
                        .count())
                .isEqualTo(1000);
        assertThat(ExampleIds.id(42, 0)).isEqualTo(Hashing.hash(0, 42));
    }
}
