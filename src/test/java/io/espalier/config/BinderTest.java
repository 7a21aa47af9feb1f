package io.espalier.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.run.Flattened;
import io.espalier.run.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinderTest {
    record Span(
            @Setting(value = "Low end.", fallback = "0") int low,
            @Setting(value = "High end.", fallback = "1") int high) {
        Span {
            if (low > high) {
                throw new IllegalArgumentException("span.low must be at most span.high " + high + ": " + low);
            }
            if (high > 99) {
                throw new IllegalArgumentException("Too high: " + high);
            }
            if (high == 99) {
                throw new IllegalStateException("a bug");
            }
        }
    }

    record Whole(
            @Setting(value = "A span.", fallback = "{high: 5}") Span span,
            @Setting(value = "Rows.", fallback = "[[1], []]") List<List<Integer>> rows) {
        Whole {
            if (rows.isEmpty()) {
                throw new IllegalArgumentException("rows must hold one at least");
            }
        }
    }

    record Held(
            @Setting(value = "First.", fallback = "1") int first,
            @Flattened Span span,
            @Setting(value = "Last.", fallback = "9") int last) {}

    @Test
    void keysOfAFlattenedRecordStandAmongThoseOfItsHolder() {
        assertThat(new Binder().bind(Held.class, YamlReader.read("{low: 3, last: 7, high: 4}", "f")))
                .isEqualTo(new Held(1, new Span(3, 4), 7));
    }

    @Test
    void whatKeysOfAFlattenedRecordAskOfEachOtherComesAfterEachKeysOwnValue() {
        assertThatThrownBy(() -> new Binder().bind(Held.class, YamlReader.read("low: 3\nlast: x", "f")))
                .isInstanceOf(UserException.class)
                .hasMessage("f:2: last must be a whole number: x");
    }

    @Test
    void defaultOfAGroupReplacesTheDefaultsOfItsKeys() {
        assertThat(bind("{}")).isEqualTo(new Whole(new Span(0, 5), List.of(List.of(1), List.of())));
        assertThat(bind("span: {low: 1}")).isEqualTo(new Whole(new Span(1, 1), List.of(List.of(1), List.of())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{low: 7} | f:3: span.low must be at most span.high 1: 7",
                "{high: -3} | f:2: span.low must be at most span.high -3: 0",
                "{high: 100} | f:2: span: Too high: 100",
            })
    void refusalOfARecordIsPlacedWhereItsFirstWordWasGiven(String span, String message) {
        assertThatThrownBy(() -> bind("rows: [[]]\nspan:\n  " + span))
                .isInstanceOf(UserException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusalOfTheWholeIsPlacedAtTheKeyItIsAbout() {
        assertThatThrownBy(() -> bind("span: {}\nrows: []"))
                .isInstanceOf(UserException.class)
                .hasMessage("f:2: rows must hold one at least");
    }

    @Test
    void elementsAreNamedByPosition() {
        assertThatThrownBy(() -> bind("rows: [[1], [2,\n x]]"))
                .isInstanceOf(UserException.class)
                .hasMessage("f:2: rows[1][1] must be a whole number: x");
    }

    @Test
    void bugOfARecordStaysABug() {
        assertThatThrownBy(() -> bind("span: {high: 99}"))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("a bug");
    }

    @Test
    void everyKindOfValueHasAMeaning() {
        assertThatThrownBy(() -> ValueType.of(Thread.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A key of a job file can't have this type: class java.lang.Thread");
    }

    private static Whole bind(String text) {
        return new Binder().bind(Whole.class, YamlReader.read(text, "f"));
    }
}
