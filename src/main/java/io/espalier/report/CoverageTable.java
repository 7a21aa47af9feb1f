package io.espalier.report;

import io.espalier.report.ReportData.ExampleScores;
import io.espalier.report.SelectionSummary.ClassCount;
import io.espalier.report.SelectionSummary.KeptCount;
import io.espalier.report.SelectionSummary.ScoreBin;
import java.util.Locale;

/** Kept and all examples of each class and stratum of the scores; the greater the kept share, the deeper a cell's colour. */
final class CoverageTable {
    private static final String CAPTION = "Examples kept of each class and range of scores";

    /** With more, only their sum is a row: nobody would find anything. */
    static final int MOST_CLASSES = 50;

    /** Of the colour where all are kept, in percent: text must stay legible on it. */
    private static final int DEEPEST = 45;

    private CoverageTable() {}

    static Html of(ExampleScores scores) {
        Html body = Html.of("tbody");
        if (scores.classes().size() <= MOST_CLASSES) {
            scores.classes().forEach(each -> body.add(row(each)));
        }
        body.add(total(scores));
        Html table = Html.of("table", "coverage")
                .add(Html.of("caption").text(CAPTION), Html.of("thead").add(head(scores)), body);
        return Html.of("div", "scroll")
                .with("tabindex", "0")
                .with("role", "region")
                .with("aria-label", CAPTION)
                .add(table);
    }

    private static Html head(ExampleScores scores) {
        Html head = Html.of("tr").add(heading("col", scores.method() + " from … to"));
        for (ScoreBin stratum : scores.strata()) {
            head.add(heading("col", Numbers.score(stratum.from()))
                    .add(Html.of("br"))
                    .text(Numbers.score(stratum.to())));
        }
        return head.add(heading("col", "all"));
    }

    private static Html row(ClassCount count) {
        Html row = Html.of("tr").add(heading("row", count.name()));
        for (KeptCount stratum : count.strata()) {
            row.add(cell(stratum.kept(), stratum.total()));
        }
        return row.add(cell(count.kept(), count.total()));
    }

    private static Html total(ExampleScores scores) {
        Html row = Html.of("tr", "total").add(heading("row", "all"));
        for (ScoreBin stratum : scores.strata()) {
            row.add(cell(stratum.kept(), stratum.total()));
        }
        return row.add(cell(scores.kept(), scores.total()));
    }

    private static Html heading(String scope, String text) {
        return Html.of("th").with("scope", scope).text(text);
    }

    private static Html cell(long kept, long total) {
        if (total == 0) {
            return Html.of("td").text(Numbers.NONE);
        }
        return Html.of("td")
                .with("style", String.format(Locale.ROOT, "--shade:%.1f%%", (double) DEEPEST * kept / total))
                .add(Html.of("b").text(Numbers.share(kept, total)))
                .add(Html.of("small").text(Numbers.count(kept) + " of " + Numbers.count(total)));
    }
}
