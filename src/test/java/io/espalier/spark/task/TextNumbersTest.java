package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class TextNumbersTest {
    @Test
    void textsOfAllLengthsHaveNumbersOfTheirOwn() {
        List<String> texts = List.of(
                "",
                "\0",
                "\0\0",
                "a",
                "a\0",
                "b",
                "7",
                "70",
                "seven77",
                "eight888",
                "seven77\0",
                "seven770",
                "äöü",
                "äöüé",
                "a much longer text",
                "a much longer text.",
                "\u0001",
                "\0\u0001",
                "aaaaaaa",
                "aaaaaaaa",
                "aaaaaaaaa");
        TextNumbers numbers = new TextNumbers();
        for (int i = 0; i < texts.size(); i++) {
            assertThat(numbers.of(UTF8String.fromString(texts.get(i)))).isEqualTo(TextNumbers.NONE);
            numbers.put(UTF8String.fromString(texts.get(i)), i);
        }
        for (int i = 0; i < texts.size(); i++) {
            assertThat(numbers.of(UTF8String.fromString(texts.get(i))))
                    .as(texts.get(i))
                    .isEqualTo(i);
        }
    }

    @Test
    void textMayBeOverwritten() {
        byte[] memory = "a long text".getBytes(StandardCharsets.UTF_8);
        TextNumbers numbers = new TextNumbers();
        numbers.put(UTF8String.fromBytes(memory), 3);
        memory[0] = 'b';

        assertThat(numbers.of(UTF8String.fromString("a long text"))).isEqualTo(3);
        assertThat(numbers.of(UTF8String.fromBytes(memory))).isEqualTo(TextNumbers.NONE);
    }
}
