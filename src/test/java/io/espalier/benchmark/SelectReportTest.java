package io.espalier.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.spark.ScoreTables.Digest;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectReportTest {
    private static final SelectSettings SETTINGS =
            new SelectSettings(1_000, new BigDecimal("0.5"), 3, "local[2]", 1, 512);

    @Test
    void linesSayRatioAndEquality() {
        SelectReport report = report(List.of(), new Digest(500, "-12"), new Digest(500, "-12"));

        assertThat(report.lines())
                .containsExactly(
                        "500 of 1,000 rows kept by score on local[2], 3 pairs",
                        "select 2.0 s, row_number over order by 8.0 s: 4.00 times faster (medians; the table before it 7.0 s)",
                        "ids equal (500 rows, sum of hashes -12)",
                        "heap of a process, driver and tasks together: select 512 MB, row_number 512 MB");
        assertThat(report.toMap())
                .containsEntry("ratio", 4.0)
                .containsEntry("same_ids", true)
                .containsEntry("select_heap_mb", 512)
                .containsEntry("query_heap_mb", 512);
    }

    @Test
    void heapsThatWereTooSmallAreTold() {
        SelectReport report = report(List.of(512, 768), new Digest(500, "1"), new Digest(500, "1"));

        assertThat(report.lines())
                .endsWith("heap of a process, driver and tasks together: select 512 MB, row_number 1152 MB"
                        + " (it ran out of memory with 512, 768)");
        assertThat(report.toMap()).containsEntry("query_heaps_too_small_mb", List.of(512, 768));
    }

    @Test
    void otherIdsAndOtherCountsAreTold() {
        assertThat(report(List.of(), new Digest(500, "1"), new Digest(500, "2")).lines())
                .anyMatch(line -> line.startsWith("ids DIFFER"));
        assertThat(report(List.of(), new Digest(499, "1"), new Digest(499, "1")).sameIds())
                .as("499 of 500 that were asked for")
                .isFalse();
    }

    @Test
    void rejectsWhatCannotBeMeasured() {
        assertThatThrownBy(() -> new SelectSettings(0, new BigDecimal("0.5"), 1, "local", 1, 512))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rows must be in [1, 2147483647]: 0");
        assertThatThrownBy(() -> new SelectSettings(1, new BigDecimal("0.5"), 0, "local", 1, 512))
                .hasMessage("Pairs must be at least 1: 0");
        assertThatThrownBy(() -> new SelectSettings(1, BigDecimal.ZERO, 1, "local", 1, 512))
                .hasMessage("keep must be in (0, 1): 0");
        assertThatThrownBy(() -> new SelectSettings(1, new BigDecimal("0.5"), 1, "local", 1, 400))
                .hasMessage("Heap must be at least 500 MB: 400");
    }

    private static SelectReport report(List<Integer> tooSmall, Digest... digests) {
        return new SelectReport(
                SETTINGS,
                7,
                List.of(2.0, 9.0, 1.0),
                List.of(8.0, 7.0, 10.0),
                List.of(digests),
                tooSmall.isEmpty() ? 512 : 1152,
                tooSmall);
    }
}
