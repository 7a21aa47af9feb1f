package io.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void numbersAreOrderedByValueAndOneClassHoweverWritten() {
        assertThat(Labels.canonical(List.of("10", "9", "1.0", "01", "1", "-2", "+9", "1e1", "0.50", "-0")))
                .containsExactly("-2", "0", "0.5", "1", "9", "10");
    }

    @Test
    void integersBeyondDoublesStayApart() {
        assertThat(Labels.canonical(List.of("9007199254740993", "9007199254740992")))
                .containsExactly("9007199254740992", "9007199254740993");
    }

    @Test
    void textsAreOrderedByCodePoint() {
        // In UTF-16 order the emoji, a surrogate pair, would come before the fullwidth letter.
        String emoji = "\ud83d\ude00";
        String fullwidth = "\uff21";
        assertThat(Labels.canonical(List.of(emoji, fullwidth, "b", "ab", "a", "B", emoji + "x")))
                .containsExactly("B", "a", "ab", "b", fullwidth, emoji, emoji + "x");
        assertThat(Labels.canonical(List.of("\ud83d\ude01", emoji))).containsExactly(emoji, "\ud83d\ude01");
    }

    @Test
    void numbersAmongTextsAreTexts() {
        assertThat(Labels.canonical(List.of("1", "01", "1.0", "a"))).containsExactly("01", "1", "1.0", "a");
        Labels labels = new Labels(List.of("01", "1", "a"));
        assertThat(labels.index("01")).isZero();
        assertThat(labels.index("1")).isEqualTo(1);
    }

    @Test
    void numbersThatWouldFillMemoryAreTexts() {
        List<String> huge = List.of("1e999999999", "1e-999999999", "1e99999999999", "1".repeat(100));
        assertThat(Labels.canonical(huge)).containsExactlyInAnyOrderElementsOf(huge);
    }

    @Test
    void givesTheIndexOfALabel() {
        Labels labels = new Labels(Labels.canonical(List.of("3", "1", "2")));
        assertThat(labels.classes()).containsExactly("1", "2", "3");
        assertThat(labels.index("1")).isZero();
        assertThat(labels.index("03.0")).isEqualTo(2);
        assertThatThrownBy(() -> labels.index("4"))
                .isInstanceOf(UserException.class)
                .hasMessage("There is no class \"4\"; the 3 classes are 1, 2, 3");
        assertThat(labels.index(new RawExample(new float[0], "2", false, 0, "a.csv, line 2")))
                .isEqualTo(1);
        assertThatThrownBy(() -> labels.index(new RawExample(new float[0], "4", false, 0, "a.csv, line 3")))
                .isInstanceOf(UserException.class)
                .hasMessage("a.csv, line 3: There is no class \"4\"; the 3 classes are 1, 2, 3");
        Labels many =
                new Labels(IntStream.range(0, 12).mapToObj(Integer::toString).toList());
        assertThatThrownBy(() -> many.index("x"))
                .hasMessage("There is no class \"x\"; the 12 classes are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ...");
    }

    @Test
    void refusesFewerThanTwoClasses() {
        assertThatThrownBy(() -> Labels.canonical(List.of("1", "1.0")))
                .isInstanceOf(UserException.class)
                .hasMessage("At least 2 classes are needed; all labels are \"1\"");
        assertThatThrownBy(() -> Labels.canonical(List.of()))
                .isInstanceOf(UserException.class)
                .hasMessage("At least 2 classes are needed; there is no label");
    }

    @Test
    void refusesMoreClassesThanAnybodyHas() {
        String message =
                "The label column has more than 10000 different values: is it a number to be predicted? Only classes"
                        + " can be";
        List<String> most =
                IntStream.range(0, 10_000).mapToObj(Integer::toString).toList();
        assertThat(Labels.canonical(most)).hasSize(10_000);
        assertThatThrownBy(() -> Labels.canonical(
                        IntStream.range(0, 10_001).mapToObj(Integer::toString).toList()))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
        Labels.Collector collector = new Labels.Collector();
        most.forEach(collector::add);
        collector.add("1.0");
        assertThat(collector.labels(20_000).classes()).hasSize(10_000);
        assertThatThrownBy(() -> collector.add("x"))
                .isInstanceOf(UserException.class)
                .hasMessage(message);
    }

    @Test
    void refusesMeasurements() {
        Labels.Collector measured = collected("1.5", "-3.25", "2");

        assertThatThrownBy(() -> measured.labels(5))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "The labels are measurements, not classes: 3 different numbers of 5 examples, such as -3.25."
                                + " Only classes can be predicted: give a column of classes, for instance of ranges of these numbers");
        assertThat(measured.labels(6).classes()).as("two examples each").containsExactly("-3.25", "1.5", "2");
        assertThat(collected("1", "2.0", "3e0").labels(3).classes()).as("whole").containsExactly("1", "2", "3");
        assertThat(collected("v1.5", "2", "3").labels(3).classes()).as("words").hasSize(3);
    }

    @Test
    void refusesManyWholeNumbersOfOneExampleEach() {
        String[] prices = IntStream.range(0, 101)
                .mapToObj(i -> Integer.toString(1_000 * i))
                .toArray(String[]::new);

        assertThatThrownBy(() -> collected(prices).labels(201))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(
                        "The labels are measurements, not classes: 101 different numbers of 201 examples, such as 0.");
        assertThat(collected(prices).labels(202).classes())
                .as("two examples each")
                .hasSize(101);
        assertThat(collected(Arrays.copyOf(prices, 100)).labels(100).classes())
                .as("few enough for classes")
                .hasSize(100);
    }

    private static Labels.Collector collected(String... texts) {
        Labels.Collector collector = new Labels.Collector();
        List.of(texts).forEach(collector::add);
        return collector;
    }

    @Test
    void refusesAClassThatIsNamedTwice() {
        assertThatThrownBy(() -> new Labels(List.of("a", "b", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Class is named twice: a");
    }

    @Test
    void collectorsTravelAndMerge() throws IOException, ClassNotFoundException {
        Labels.Collector one = new Labels.Collector();
        one.add("b");
        one.add("a");
        Labels.Collector other = new Labels.Collector();
        other.add("c");
        other.add("a");
        one.merge(Travel.there(other));
        one.merge(new Labels.Collector());
        assertThat(Travel.there(one.labels(4)).classes()).containsExactly("a", "b", "c");
        assertThat(Travel.there(one.labels(4)).index("c")).isEqualTo(2);
    }
}
