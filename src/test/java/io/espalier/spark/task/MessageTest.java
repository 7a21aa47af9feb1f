package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.spark.task.Message.Kind;
import io.espalier.trainer.TrainingBackend.Part;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    /** An array of n bytes takes 27 more; a part has 2^18. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, (1 << 18) - 28, (1 << 18) - 27, (1 << 18) - 26, 1_000_000})
    void valueIsTheSameInParts(int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) (i * 31);
        }
        List<byte[]> parts = new ArrayList<>();
        Message.write(value, parts::add);

        assertThat(parts).hasSize(-Math.floorDiv(-(length + 27), 1 << 18)).noneMatch(part -> part.length == 0);
        assertThat((byte[]) Message.read(parts.size(), parts::get)).isEqualTo(value);
    }

    @Test
    void partThatIsMissingIsAnError() {
        List<byte[]> parts = new ArrayList<>();
        Message.write(new byte[1_000_000], parts::add);
        assertThatThrownBy(() -> Message.read(parts.size() - 1, parts::get)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void messageHasWhatItWasMadeOf() {
        Message message = Message.read(Message.of(Kind.PART, 7, 2, 5, (byte) 1, (byte) 2));
        assertThat(message.kind()).isEqualTo(Kind.PART);
        assertThat(message.company()).isEqualTo(7);
        assertThat(message.member()).isEqualTo(2);
        assertThat(message.number()).isEqualTo(5);
        assertThat(message.content()).containsExactly(1, 2);
    }

    @Test
    void workHasItsPieceAndTheNumberOfParts() {
        Placed piece = new Placed(new Slice(Part.VALIDATION, 3), "executor_somewhere_1", 3000);
        byte[][] work = Message.work(piece, 12);
        assertThat(Message.isEnd(work)).isFalse();
        assertThat(Message.parts(work)).isEqualTo(12);
        assertThat(Message.piece(work)).isEqualTo(piece);
        assertThat(Message.isEnd(Message.end())).isTrue();
    }
}
