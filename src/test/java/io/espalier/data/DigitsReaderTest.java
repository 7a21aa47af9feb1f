package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.network.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigitsReaderTest {
    @Test
    void hasAllExamplesWithPixelsInRange() {
        int rows = 0;
        Set<String> labels = new HashSet<>();
        try (CloseableIterator<RawExample> examples = new DigitsReader(List.of()).open()) {
            while (examples.hasNext()) {
                RawExample example = examples.next();
                rows++;
                labels.add(example.label());
                assertThat(example.features()).hasSize(64);
                for (float pixel : example.features()) {
                    assertThat(pixel).isBetween(0f, 16f);
                }
                assertThat(example.where()).isEqualTo("digits, row " + rows);
            }
        }
        assertThat(rows).isEqualTo(1797);
        assertThat(labels).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void isAnImageUnlessTheJobSaysOtherwise() {
        assertThat(new DigitsReader(List.of()).format().shape()).isEqualTo(new Shape(1, 8, 8));
        assertThat(new DigitsReader(List.of(4, 16, 1)).format().shape()).isEqualTo(new Shape(1, 4, 16));
    }
}
