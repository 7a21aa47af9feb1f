package io.espalier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.SplitMix64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private long now = 5_000_000_000L;
    private final Ledger ledger = new Ledger(() -> now);

    @Test
    void chargesTheTimeSinceTheLastEntry() {
        pass(0.5);
        ledger.charge(Cause.OTHER);
        pass(2);
        ledger.charge(Cause.EVALUATION);
        pass(0.25);
        ledger.charge(Cause.OTHER);
        pass(100);

        assertThat(ledger.seconds()).containsEntry("other", 0.75).containsEntry("evaluation", 2.0);
        assertThat(ledger.runSeconds()).isEqualTo(2.75);
    }

    @Test
    void namesEveryCauseInOrder() {
        assertThat(ledger.seconds().keySet())
                .containsExactly(
                        "compute",
                        "scheduling",
                        "communication",
                        "evaluation",
                        "scoring",
                        "compaction",
                        "checkpoint",
                        "monitoring",
                        "other",
                        "stopped");
    }

    @Test
    void jobIsSplitIntoStepsLaunchAndTheRest() {
        pass(10);
        ledger.split(6, 1.5);

        assertThat(ledger.seconds())
                .containsEntry("compute", 6.0)
                .containsEntry("scheduling", 1.5)
                .containsEntry("communication", 2.5);
    }

    @Test
    void whatWorkersReportBeyondTheJobIsCutOff() {
        pass(10);
        ledger.split(9, 3);
        assertThat(ledger.lap())
                .containsEntry("compute", 9.0)
                .containsEntry("scheduling", 1.0)
                .containsEntry("communication", 0.0);

        pass(10);
        ledger.split(12, 3);
        assertThat(ledger.lap())
                .containsEntry("compute", 10.0)
                .containsEntry("scheduling", 0.0)
                .containsEntry("communication", 0.0);
    }

    @Test
    void causesAddUpToTheLastNanosecond() {
        SplitMix64 random = new SplitMix64(1);
        long start = now;
        for (int i = 0; i < 1_000; i++) {
            now += random.nextInt(2_000_000_000);
            if (i % 3 == 0) {
                ledger.split(random.nextDouble(), random.nextDouble());
            } else {
                ledger.charge(Cause.values()[random.nextInt(Cause.STOPPED.ordinal())]);
            }
        }

        assertThat(nanos(ledger)).isEqualTo(now - start);
        assertThat(ledger.runSeconds()).isEqualTo((now - start) / 1e9);
    }

    @Test
    void lapsAddUpToTheTotals() {
        pass(1);
        ledger.charge(Cause.SCORING);
        assertThat(ledger.lap()).containsEntry("scoring", 1.0);
        pass(2);
        ledger.charge(Cause.SCORING);
        pass(3);
        ledger.charge(Cause.CHECKPOINT);

        assertThat(ledger.lap()).containsEntry("scoring", 2.0).containsEntry("checkpoint", 3.0);
        assertThat(ledger.lap().values()).containsOnly(0.0);
        assertThat(ledger.seconds()).containsEntry("scoring", 3.0).containsEntry("checkpoint", 3.0);
    }

    @Test
    void resumedLedgerGoesOnFromTheTotalsAndHasEverySecondSinceTheRunBegan() {
        now += 1_234_567_891L;
        ledger.charge(Cause.COMPUTE);
        Map<String, Double> saved = ledger.seconds();

        now = 77; // another process, another origin
        Ledger resumed = new Ledger(() -> now, saved);
        // Of 50 s: 1.234567891 before the checkpoint, 0.5 while it was saved, 3 since this process was started.
        resumed.resume(50, 3, 0.5);
        now += 2_000_000_000L;
        resumed.charge(Cause.COMPUTE);

        assertThat(resumed.seconds())
                .containsEntry("compute", 3.234567891)
                .containsEntry("checkpoint", 0.5)
                .containsEntry("other", 3.0)
                .containsEntry("stopped", 45.265432109);
        assertThat(resumed.runSeconds()).isEqualTo(6.734567891);
        assertThat(nanos(resumed)).isEqualTo(52_000_000_000L);
    }

    @Test
    void runThatIsResumedTwiceHasEverySecondSinceItBegan() {
        ledger.resume(10, 1, 0);
        pass(4);
        ledger.charge(Cause.COMPUTE);
        Ledger again = new Ledger(() -> now, ledger.seconds());
        again.resume(60, 2, 0.25);

        assertThat(again.seconds())
                .containsEntry("stopped", 9 + 43.75)
                .containsEntry("checkpoint", 0.25)
                .containsEntry("other", 3.0);
        assertThat(nanos(again)).isEqualTo(60_000_000_000L);
    }

    @Test
    void runWithoutACheckpointStoodStillFromItsBeginning() {
        ledger.resume(20, 5, 0);

        assertThat(ledger.seconds()).containsEntry("stopped", 15.0).containsEntry("other", 5.0);
        assertThat(nanos(ledger)).isEqualTo(20_000_000_000L);
    }

    @Test
    void clockThatWasSetBackWhileTheRunStoodStillAddsNothing() {
        ledger.resume(-3, 5, 0.5);

        assertThat(ledger.seconds())
                .containsEntry("stopped", 0.0)
                .containsEntry("checkpoint", 0.0)
                .containsEntry("other", 5.0);
    }

    private static long nanos(Ledger ledger) {
        return ledger.seconds().values().stream()
                .mapToLong(seconds -> Math.round(seconds * 1e9))
                .sum();
    }

    @Test
    void startUpIsAddedToItsCause() {
        ledger.addEarlier(Cause.OTHER, 3.5);

        assertThat(ledger.lap()).containsEntry("other", 3.5);
    }

    @Test
    void negativeAndUndefinedSecondsAreRefused() {
        assertThatThrownBy(() -> ledger.split(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Seconds must not be negative: -1.0");
        assertThatThrownBy(() -> ledger.addEarlier(Cause.OTHER, Double.NaN))
                .hasMessage("Seconds must not be negative: NaN");
    }

    @Test
    void clockThatGoesBackIsABug() {
        now -= 5;

        assertThatThrownBy(() -> ledger.charge(Cause.OTHER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Clock went back by 5 ns");
    }

    private void pass(double seconds) {
        now += Math.round(seconds * 1e9);
    }
}
