package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.data.Scaler;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataWarningsTest {
    @Test
    void oneLineSaysAllClassesWithoutExample() {
        List<String> many =
                IntStream.range(0, 450).mapToObj(label -> "c" + label).toList();

        assertThat(warnings(List.of("a", "b"), List.of(3L, 1L))).isEmpty();
        assertThat(warnings(List.of("a", "b"), List.of(3L, 0L))).containsExactly("Class b has no training example");
        assertThat(warnings(List.of("a", "b", "c"), List.of(0L, 4L, 0L)))
                .containsExactly("2 of 3 classes have no training example: a, c");
        assertThat(warnings(many, Collections.nCopies(450, 0L)))
                .containsExactly("450 of 450 classes have no training example: c0, c1, c2, c3, c4, ...");
    }

    private static List<String> warnings(List<String> classes, List<Long> perClass) {
        return DataWarnings.of(classes, perClass, List.of(), Scaler.none(1), 0);
    }
}
