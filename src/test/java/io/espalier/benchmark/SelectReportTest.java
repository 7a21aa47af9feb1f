package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.spark.ScoreTables.Digest;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectReportTest {
    private static final SelectSettings SETTINGS = new SelectSettings(1_000, new BigDecimal("0.5"), 3, "local[2]", 1);

    @Test
    void linesSayRatioAndEquality() {
        SelectReport report = report(new Digest(500, "-12"), new Digest(500, "-12"));

        assertThat(report.lines())
                .containsExactly(
                        "500 of 1,000 rows kept by score on local[2], 3 pairs",
                        "select 2.0 s, row_number over order by 8.0 s: 4.00 times faster (medians; the table before it 7.0 s)",
                        "ids equal (500 rows, sum of hashes -12)",
                        "heap of driver and tasks together: limit 512 MB");
        assertThat(report.toMap())
                .containsEntry("ratio", 4.0)
                .containsEntry("same_ids", true)
                .containsEntry("heap_limit_bytes", 536_870_912L);
    }

    @Test
    void otherIdsAndOtherCountsAreTold() {
        assertThat(report(new Digest(500, "1"), new Digest(500, "2")).lines())
                .anyMatch(line -> line.startsWith("ids DIFFER"));
        assertThat(report(new Digest(499, "1"), new Digest(499, "1")).sameIds())
                .as("499 of 500 that were asked for")
                .isFalse();
    }

    @Test
    void rejectsWhatCannotBeMeasured() {
        assertThatThrownBy(() -> new SelectSettings(0, BigDecimal.ONE, 1, "local", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rows must be in [1, 2147483647]: 0");
        assertThatThrownBy(() -> new SelectSettings(1, BigDecimal.ONE, 0, "local", 1))
                .hasMessage("Pairs must be at least 1: 0");
        assertThatThrownBy(() -> new SelectSettings(1, BigDecimal.ZERO, 1, "local", 1))
                .hasMessage("keep must be in (0, 1]: 0");
    }

    private static SelectReport report(Digest... digests) {
        return new SelectReport(
                SETTINGS, 7, List.of(2.0, 9.0, 1.0), List.of(8.0, 7.0, 10.0), List.of(digests), 512L << 20);
    }
}
