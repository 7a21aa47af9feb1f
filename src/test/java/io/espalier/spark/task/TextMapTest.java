package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class TextMapTest {
    /** Short and long ones, some that differ in their length or in zeros only, and more than a table of short ones has room for. */
    private static List<String> texts() {
        return Stream.concat(
                        Stream.of(
                                "",
                                "\0",
                                "\0\0",
                                "a",
                                "a\0",
                                "a\0\0\0\0\0\0\0",
                                "a\0\0\0\0\0\0\0\0",
                                "abcd",
                                "abcde",
                                "abcdefgh",
                                "abcdefghi",
                                "abcdefghj",
                                "größe",
                                "größer als alles"),
                        IntStream.range(0, 2_000).mapToObj(i -> "class" + i))
                .toList();
    }

    @Test
    void textsHaveTheirValues() {
        List<String> texts = texts();
        TextMap<Integer> map = new TextMap<>();
        for (int i = 0; i < texts.size(); i++) {
            assertThat(map.get(UTF8String.fromString(texts.get(i)))).isNull();
            map.put(UTF8String.fromString(texts.get(i)), i);
        }

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < texts.size(); i++) {
                assertThat(map.get(UTF8String.fromString(texts.get(i)))).isEqualTo(i);
            }
        }
        assertThat(map.get(UTF8String.fromString("b"))).isNull();
        assertThat(map.get(UTF8String.fromString("abcdefghk"))).isNull();
    }

    /** As a reader does that fills the same memory with the next rows. */
    @Test
    void textWhoseMemoryIsUsedAgainIsRemembered() {
        for (String text : List.of("short", "longer than that")) {
            byte[] memory = text.getBytes(StandardCharsets.UTF_8);
            TextMap<Integer> map = new TextMap<>();
            map.put(UTF8String.fromBytes(memory), 1);
            memory[0] = 'x';

            assertThat(map.get(UTF8String.fromString(text))).isEqualTo(1);
            assertThat(map.get(UTF8String.fromBytes(memory))).isNull();
        }
    }
}
