package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MarkdownPageTest {
    private static final String PAGE = RunReport.markdown(RunReport.data(WorkedRun.completed()));

    @Test
    void everyTableHasEqualRowsUnderARule() {
        int columns = 0;
        int tables = 0;
        List<String> lines = PAGE.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            boolean row = lines.get(i).startsWith("|");
            if (row && columns == 0) {
                tables++;
                columns = cells(lines.get(i));
                assertThat(lines.get(i + 1)).matches("(\\|-+:?)+\\|");
                assertThat(lines.get(i - 1))
                        .as("a table begins after an empty line")
                        .isEmpty();
            } else if (!row) {
                columns = 0;
            }
            assertThat(!row || cells(lines.get(i)) == columns).as(lines.get(i)).isTrue();
        }
        assertThat(tables).isEqualTo(3);
    }

    @Test
    void figuresAreThere() {
        assertThat(PAGE)
                .startsWith("## digits: completed\n")
                .contains("| test accuracy | **97.21 %** | validation 97.49 % |")
                .contains("| parameters | **30,450** | 64.2 % of 85,002 removed |")
                .contains("| training examples kept | **755** | 60.0 % of 1,259 |")
                .contains("| constrained | 12–20 | 210 | 13,440 |")
                .contains("Theoretical (Constraint Acceleration Equation): 1.235 ×. Not measured.")
                .contains(WorkedRun.results().weightsSha256(), "local\\[2,4\\]");
    }

    @Test
    void examplesKeptAreThere() {
        assertThat(PAGE)
                .contains(
                        "Importance by el2n, selection by ccs. No single score parts the kept examples from the others.")
                .containsPattern("Examples kept per class: 0 \\d+/126, ")
                .containsPattern("Examples kept per score: \\S+ to 0\\.1\\d\\d \\d+/\\d+, ")
                .containsPattern(
                        "Most important, and probably mislabelled \\(highest el2n\\): \\d+ \\(\\d, predicted \\d\\), ")
                .contains("Least important (lowest el2n): ")
                .doesNotContain("| methods |");
    }

    @Test
    void itIsShortEnoughForAComment() {
        assertThat(PAGE.lines().count()).isLessThan(60);
    }

    @Test
    void aRunWithoutRoundsIsShort() {
        String page = RunReport.markdown(RunReport.data(new ReportInput(
                WorkedRun.record("a|b", 0, new Outcome(Status.FAILED, "No | luck"), false),
                List.of(),
                Optional.empty())));
        assertThat(page)
                .startsWith("## a\\|b: failed\n\n**No \\| luck**\n")
                .doesNotContain("| phase |", "Seconds by cause", "Theoretical");
    }

    private static int cells(String row) {
        return row.replace("\\|", "").split("\\|", -1).length - 2;
    }
}
