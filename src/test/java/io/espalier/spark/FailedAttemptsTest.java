package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.spark.task.ExecutorAddress;
import io.espalier.spark.task.Slice;
import io.espalier.spark.task.TaskFailure;
import io.espalier.trainer.TrainingBackend.Part;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private static final Slice WORKER_1 = new Slice(Part.TRAIN, 1);
    private static final ExecutorAddress AT = new ExecutorAddress("0", "worker1", "/local");
    private static final String REMEDY =
            "; the log of its executor has the stack trace; remove the cause and continue the run with --resume digits-1";

    private final FailedAttempts attempts = new FailedAttempts("continue the run with --resume digits-1", 4);

    @Test
    void theSameFailureIsTriedTwiceAgain() {
        assertThat(attempts.add(failure(WORKER_1, "gone"))).isTrue();
        assertThat(attempts.add(failure(WORKER_1, "gone"))).isTrue();
        assertThatThrownBy(() -> attempts.add(failure(WORKER_1, "gone")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("Worker 1 failed 3 times in the same way: java.lang.IllegalStateException: gone" + REMEDY);
    }

    @Test
    void differentFailuresAreTriedAsOftenAsSparkTries() {
        attempts.add(failure(WORKER_1, "a"));
        attempts.add(failure(WORKER_1, "b"));
        attempts.add(failure(WORKER_1, "a"));
        assertThatThrownBy(() -> attempts.add(failure(WORKER_1, "c")))
                .isInstanceOf(TaskFailedException.class)
                .hasMessage("Worker 1 failed 4 times, at last with java.lang.IllegalStateException: c" + REMEDY);
    }

    @Test
    void failuresOfDifferentPiecesAreNotTheSame() {
        for (Part part : Part.values()) {
            for (int index = 0; index < 2; index++) {
                assertThat(attempts.add(failure(new Slice(part, index), "gone")))
                        .isTrue();
                assertThat(attempts.add(failure(new Slice(part, index), "gone")))
                        .isTrue();
            }
        }
        assertThatThrownBy(() -> attempts.add(failure(new Slice(Part.TEST, 1), "gone")))
                .hasMessageStartingWith("Slice 1 of the test part failed 3 times in the same way: ");
    }

    @Test
    void sameMessageFromAnotherPlaceOrOfAnotherCauseIsAnotherFailure() {
        IllegalStateException elsewhere = thrownAt(new IllegalStateException("gone"), 8);
        IllegalStateException caused = thrownAt(new IllegalStateException("gone", thrownAt(new Error("a"), 1)), 7);

        assertThat(failure(WORKER_1, "gone")).isEqualTo(failure(WORKER_1, "gone"));
        assertThat(TaskFailure.of(WORKER_1, elsewhere, AT)).isNotEqualTo(failure(WORKER_1, "gone"));
        assertThat(TaskFailure.of(WORKER_1, caused, AT)).isNotEqualTo(failure(WORKER_1, "gone"));
        assertThat(TaskFailure.of(WORKER_1, caused, AT).place())
                .containsExactly(
                        "java.lang.IllegalStateException: gone",
                        "at Replica.step(Replica.java:7)",
                        "java.lang.Error: a",
                        "at Replica.step(Replica.java:1)");
    }

    @Test
    void onlyTheInnermostFramesTellFailuresApart() {
        IllegalStateException one = new IllegalStateException("gone");
        IllegalStateException other = new IllegalStateException("gone");
        one.setStackTrace(new StackTraceElement[] {at(1), at(2), at(3), at(4), at(5), at(6)});
        other.setStackTrace(new StackTraceElement[] {at(1), at(2), at(3), at(4), at(5), at(7)});

        assertThat(TaskFailure.of(WORKER_1, one, AT)).isEqualTo(TaskFailure.of(WORKER_1, other, AT));
    }

    @Test
    void theSameFailureOnAnotherExecutorIsTheSame() {
        TaskFailure elsewhere = TaskFailure.of(
                WORKER_1,
                thrownAt(new IllegalStateException("gone"), 7),
                new ExecutorAddress("1", "worker2", "/local"));
        attempts.add(failure(WORKER_1, "gone"));
        attempts.add(elsewhere);
        assertThatThrownBy(() -> attempts.add(failure(WORKER_1, "gone")))
                .hasMessageContaining("3 times in the same way");
    }

    @Test
    void messageOfSeveralLinesIsOneLine() {
        assertThat(failure(WORKER_1, "a\n  b").exception()).isEqualTo("java.lang.IllegalStateException: a b");
    }

    private static TaskFailure failure(Slice slice, String message) {
        return TaskFailure.of(slice, thrownAt(new IllegalStateException(message), 7), AT);
    }

    private static <E extends Throwable> E thrownAt(E exception, int line) {
        exception.setStackTrace(new StackTraceElement[] {at(line)});
        return exception;
    }

    private static StackTraceElement at(int line) {
        return new StackTraceElement("Replica", "step", "Replica.java", line);
    }
}
