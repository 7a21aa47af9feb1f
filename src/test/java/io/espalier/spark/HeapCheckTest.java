package io.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.UserException;
import io.espalier.network.Network;
import io.espalier.testing.Plans;
import org.junit.jupiter.api.Test;

/** Two tasks at a time on 5,000,000 rows each: aum takes 32 bytes of each, 305 MB in all. */
class HeapCheckTest {
    private static final long MB = 1L << 20;
    private static final int ROWS = 5_000_000;
    private static final String AUM = "importance.method=aum";

    @Test
    void whatWorkersRememberOfTheirExamplesNeedsRoom() {
        assertThatCode(() -> require(512, 512, false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> require(512, 300, false, AUM))
                .isInstanceOf(UserException.class)
                .hasMessageMatching(
                        "The network has \\d+ values, and importance\\.method or importance\\.dynamic takes 32"
                                + " bytes for each of the 5000000 examples of a worker: each executor needs a heap of more than"
                                + " 305 MB and has 300 MB; set spark\\.executor\\.memory to at least 381m, or make the network"
                                + " or the shards \\(training\\.workers\\) smaller");
        assertThatCode(() -> require(512, 512, false, AUM)).doesNotThrowAnyException();
    }

    @Test
    void driverRemembersExamplesOnlyWhereItTrains() {
        assertThatCode(() -> require(64, 512, false, AUM)).doesNotThrowAnyException();
        assertThatThrownBy(() -> require(64, 64, true, AUM)).hasMessageContaining(": the driver needs a heap of");
        assertThatCode(() -> require(64, 64, true)).doesNotThrowAnyException();
    }

    /** 10,000,000 x 20 bytes are 190 MB; the driver holds at most 262,144 x 40 bytes, 10 MB. */
    @Test
    void scoresOfAllExamplesNeedRoomWhereARunSelects() {
        Network network = Plans.network(Plans.of());
        assertThatThrownBy(() -> check(2 * ROWS, 9, 512, false).require(network))
                .isInstanceOf(UserException.class)
                .hasMessageMatching("The network has \\d+ values, and the scores of 262144 training examples take 40"
                        + " bytes each: the driver needs a heap of more than 10 MB and has 9 MB; set ESPALIER_HEAP to"
                        + " at least 12m, or make the network smaller, or choose examples beforehand \\(espalier select\\)"
                        + " and train on those alone");
        assertThatCode(() -> check(2 * ROWS, 16, 512, false).require(network)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(2 * ROWS, 580, 64, false).require(network))
                .hasMessageContaining("take 20 bytes each: each executor needs a heap of more than 190 MB");
        assertThatCode(() -> check(2 * ROWS, 580, 256, false).require(network)).doesNotThrowAnyException();
        assertThatCode(() -> check(false, 2 * ROWS, 64, 64, false, "phases=[{baseline: 1}]")
                        .require(network))
                .doesNotThrowAnyException();
    }

    /** 2 x 5,000,000 x (12 + 3 x 8) bytes are 343 MB. A scoring may have a plan whose phases don't score. */
    @Test
    void scoringNeedsRoomForAllItsMethods() {
        String[] sets = {"phases=[{baseline: 1}]", "importance.also=[loss, margin]"};
        assertThatThrownBy(() -> scoring(64, 300, sets))
                .isInstanceOf(UserException.class)
                .hasMessageMatching("The network has \\d+ values, and the scores of 10000000 training examples take 36"
                        + " bytes each: each executor needs a heap of more than 343 MB and has 300 MB; set"
                        + " spark\\.executor\\.memory to at least 429m, or make the network or the shards"
                        + " \\(training\\.workers\\) smaller");
        assertThatCode(() -> scoring(64, 400, sets)).doesNotThrowAnyException();
        assertThatThrownBy(() -> scoring(64, 20, "phases=[{baseline: 1}]", "importance.batch=1000000"))
                .hasMessageStartingWith("importance.batch must be at most ");
    }

    @Test
    void heapThatIsComfortableHasAQuarterMoreThanTheArrays() {
        Network network = Plans.network(Plans.of());
        long needed = check(512, 512, false, AUM).comfortableBytes(network, false);
        long without = check(512, 512, false).comfortableBytes(network, false);
        assertThat(needed - without).isBetween(32L * 2 * ROWS * 5 / 4 - 1, 32L * 2 * ROWS * 5 / 4 + 1);
    }

    private static void require(long driverMegabytes, long executorMegabytes, boolean embedded, String... sets) {
        check(driverMegabytes, executorMegabytes, embedded, sets).require(Plans.network(Plans.of(sets)));
    }

    private static HeapCheck check(long driverMegabytes, long executorMegabytes, boolean embedded, String... sets) {
        return check(0, driverMegabytes, executorMegabytes, embedded, sets);
    }

    private static void scoring(long driverMegabytes, long executorMegabytes, String... sets) {
        check(true, 0, driverMegabytes, executorMegabytes, false, sets).require(Plans.network(Plans.of(sets)));
    }

    private static HeapCheck check(
            long selectedFrom, long driverMegabytes, long executorMegabytes, boolean embedded, String... sets) {
        return check(selectedFrom > 0, selectedFrom, driverMegabytes, executorMegabytes, embedded, sets);
    }

    private static HeapCheck check(
            boolean scores,
            long selectedFrom,
            long driverMegabytes,
            long executorMegabytes,
            boolean embedded,
            String... sets) {
        return new HeapCheck(
                Plans.of(sets),
                scores,
                selectedFrom,
                ROWS,
                16,
                2,
                driverMegabytes * MB,
                executorMegabytes * MB,
                embedded);
    }
}
