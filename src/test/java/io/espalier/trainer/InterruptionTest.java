package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.testing.Plans;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** A training in the caller's thread ends where that is interrupted. */
class InterruptionTest {
    private static final int STEPS = 3;

    @Test
    void interruptedTrainingEndsBetweenTwoStepsOfARound() {
        WatchedReplica.Witness witness = new WatchedReplica.Witness();
        witness.stepsUntilInterruption = STEPS;
        MemoryRun run = new MemoryRun(Plans.of("training.steps_per_round=8"), MemoryRun.ROWS, witness.factory());
        try {
            assertThatThrownBy(run::train)
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("The thread was interrupted between two steps");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            // Not to be found by the next test in this thread.
            Thread.interrupted();
        }
        assertThat(witness.draws).hasSize(STEPS);
        assertThat(run.rounds).isEmpty();
    }
}
