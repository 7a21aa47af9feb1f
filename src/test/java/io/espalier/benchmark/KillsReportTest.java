package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KillsReportTest {
    /** 10 s and 6 s; both have the hash that all made-up results have. */
    private static final KillsReport REPORT =
            new KillsReport("tiny", 3, Results.results(false, 0.9), Results.results(true, 0.9));

    @Test
    void ratioIsOfWallTimes() {
        assertThat(REPORT.lines())
                .containsExactly(
                        "tiny: 6.0 s undisturbed, 10.0 s with 3 killed executors: 1.67 times",
                        "the weights are the same bits");
        assertThat(REPORT.toMap()).containsEntry("kills", 3).containsEntry("same_bits", true);
    }
}
