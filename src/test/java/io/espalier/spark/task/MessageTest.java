package io.espalier.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.trainer.TrainingBackend.Part;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What standing tasks and the driver say to each other. */
class MessageTest {
    private static final Placed PIECE = new Placed(new Slice(Part.TRAIN, 3), "executor_host_1", 30_000);

    @Test
    void firstMessageHasNoOutcome() {
        Message message = Message.read(Message.of(7, 2, Optional.empty()));
        assertThat(message.company()).isEqualTo(7);
        assertThat(message.member()).isEqualTo(2);
        assertThat(message.outcome()).isEmpty();
    }

    @Test
    void smallOutcomeIsInTheMessage() {
        try (Delivery outcome = Delivery.of("done")) {
            Message message = Message.read(Message.of(7, 2, Optional.of(outcome)));
            assertThat(message.outcome().orElseThrow().join().value()).isEqualTo("done");
        }
    }

    @Test
    void workIsAPieceAndATask() {
        try (Delivery task = Delivery.of("task")) {
            byte[][] work = Message.work(PIECE, Optional.of(task));
            assertThat(Message.isEnd(work)).isFalse();
            assertThat(Message.piece(work)).isEqualTo(PIECE);
            assertThat(Message.task(work).orElseThrow().join().value()).isEqualTo("task");
        }
    }

    @Test
    void workOnTheNextPieceHasNoTask() {
        byte[][] work = Message.work(PIECE, Optional.empty());
        assertThat(Message.piece(work)).isEqualTo(PIECE);
        assertThat(Message.task(work)).isEmpty();
    }

    @Test
    void endIsNoWork() {
        assertThat(Message.isEnd(Message.end())).isTrue();
    }
}
