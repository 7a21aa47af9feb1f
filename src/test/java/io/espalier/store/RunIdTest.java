package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunIdTest {
    private static final Instant START = Instant.parse("2026-11-22T14:30:00.000000001Z");

    @Test
    void isNameUtcTimeAndFourHexDigits() {
        assertThat(RunId.of("digits", "abc", START)).matches("digits-20261122-143000-[0-9a-f]{4}");
    }

    @Test
    void sameArgumentsGiveTheSameId() {
        assertThat(RunId.of("digits", "abc", START)).isEqualTo(RunId.of("digits", "abc", START));
    }

    @Test
    void runsOfOneSecondDifferByPlanOrNanosecond() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            ids.add(RunId.of("digits", "plan " + i, START));
            ids.add(RunId.of("digits", "plan", START.plusNanos(i)));
        }
        assertThat(ids).hasSize(20);
    }

    @Test
    void namesBecomeFileNames() {
        assertThat(RunId.of("../my job/é", "abc", START)).startsWith("my-job---2026");
        assertThat(RunId.of("..", "abc", START)).startsWith("job-2026");
        assertThat(RunId.of("", "abc", START)).startsWith("job-2026");
        assertThat(RunId.of("x".repeat(1000), "abc", START)).hasSize(64 + 21);
    }
}
