package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MislabellingTest {
    private static final List<String> CLASSES = List.of("a", "b", "c", "d");
    private static final BigDecimal TENTH = new BigDecimal("0.1");
    private static final Mislabelling SOME = new Mislabelling(1_009, CLASSES, TENTH, 7);

    @Test
    void asManyRowsAsAskedForAreWrong() {
        assertThat(SOME.count()).isEqualTo(100);
        assertThat(wrong(SOME)).hasSize(100);
    }

    @Test
    void wrongRowsHaveAnyOtherClassAndTheOthersTheirOwn() {
        for (int row = 0; row < SOME.rows(); row++) {
            assertThat(SOME.label(row, "b").equals("b")).isEqualTo(!SOME.isWrong(row));
        }
        assertThat(wrong(SOME).stream().map(row -> SOME.label(row, "b")).distinct())
                .containsExactlyInAnyOrder("a", "c", "d");
    }

    @Test
    void seedDecides() {
        assertThat(wrong(new Mislabelling(1_009, CLASSES, TENTH, 7))).isEqualTo(wrong(SOME));
        assertThat(wrong(new Mislabelling(1_009, CLASSES, TENTH, 8))).isNotEqualTo(wrong(SOME));
    }

    @Test
    void refusesNothingToDo() {
        assertThatThrownBy(() -> new Mislabelling(9, CLASSES, TENTH, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Wrong labels must be in [1, 9), and of at least 2 classes: 0, 4");
    }

    private static List<Integer> wrong(Mislabelling mislabelling) {
        return IntStream.range(0, mislabelling.rows())
                .filter(mislabelling::isWrong)
                .boxed()
                .toList();
    }
}
