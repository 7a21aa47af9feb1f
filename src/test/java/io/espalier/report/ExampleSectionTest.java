package io.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.report.ReportData.ExampleList;
import io.espalier.report.ReportData.ExampleScores;
import io.espalier.report.ReportData.ExampleView;
import io.espalier.report.ReportData.MethodAgreement;
import io.espalier.report.SelectionSummary.ClassCount;
import io.espalier.report.SelectionSummary.KeptCount;
import io.espalier.report.SelectionSummary.ScoreBin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ExampleSectionTest {
    private static final List<ClassCount> CLASSES = List.of(
            new ClassCount("cat", 3, 4, List.of(new KeptCount(1, 2), new KeptCount(2, 2))),
            new ClassCount("dog", 0, 6, List.of(new KeptCount(0, 6), new KeptCount(0, 0))));
    private static final List<ScoreBin> RANGES = List.of(new ScoreBin(-1, 0.5, 1, 8), new ScoreBin(0.5, 2, 2, 2));
    private static final MethodAgreement PAIR =
            new MethodAgreement("el2n", "aum", 3, 2, 2.0 / 3, 0.3, OptionalDouble.of(-0.25));

    @Test
    void keptAndAllExamplesOfEachClassAndStratumAreThere() {
        assertThat(text(html(OptionalDouble.empty(), List.of())))
                .contains("3 of 10 examples kept")
                .contains("el2n from … to|-1.000|0.500|0.500|2.000|all")
                .contains("|cat|50.0 %|1 of 2|100.0 %|2 of 2|75.0 %|3 of 4|")
                .contains("|dog|0.0 %|0 of 6|–|0.0 %|0 of 6|")
                .contains("|all|12.5 %|1 of 8|100.0 %|2 of 2|30.0 %|3 of 10|");
    }

    @Test
    void cellsAreTheDeeperTheMoreIsKept() {
        assertThat(html(OptionalDouble.empty(), List.of()))
                .contains("--shade:22.5%", "--shade:45.0%", "--shade:0.0%", "--shade:33.8%");
    }

    /** Scores from -1 to 2: the cut at 0.5 is in the middle, and the column of 8, the most, fills 8 of the axis. */
    @Test
    void theHistogramHasTheCutAndKeptPartsOfColumns() {
        String html = html(OptionalDouble.of(0.5), List.of());
        assertThat(html).contains("<line class=\"marker\" x1=\"500\" x2=\"500\" y1=\"0\" y2=\"1000\"/>");
        assertThat(html)
                .contains("<rect class=\"all\" x=\"0\" y=\"0\" width=\"500\" height=\"1000\"/>")
                .contains("<rect class=\"kept\" x=\"0\" y=\"875\" width=\"500\" height=\"125\"/>")
                .contains("<rect class=\"all\" x=\"500\" y=\"750\" width=\"500\" height=\"250\"/>")
                .contains("<rect class=\"kept\" x=\"500\" y=\"750\" width=\"500\" height=\"250\"/>");
        assertThat(text(html)).contains("cut at 0.500", "The cut is at 0.500", "|kept|", "|left out|");
    }

    @Test
    void withoutACutThereIsNoLine() {
        String html = html(OptionalDouble.empty(), List.of());
        assertThat(html).doesNotContain("marker");
        assertThat(text(html)).contains("No single score parts the kept examples from the others.");
    }

    @Test
    void agreementHasItsChanceBesideIt() {
        assertThat(text(html(OptionalDouble.empty(), List.of(PAIR))))
                .contains("|methods|both keep|of those kept|by chance|rank correlation|")
                .contains("|el2n, aum|2|66.7 %|30.0 %|-0.250|")
                .contains("By each method, ccs would keep 3 examples");
        assertThat(text(html(OptionalDouble.empty(), List.of()))).doesNotContain("Agreement");
    }

    @Test
    void examplesHaveIdLabelPredictedClassAndScore() {
        String text = text(html(OptionalDouble.empty(), List.of()));
        assertThat(text).contains("|Most important |highest el2n|").contains("|cat|2.000|predicted dog|kept|id 17|");
        assertThat(html(OptionalDouble.empty(), List.of()))
                .contains("class=\"predicted missed\"")
                .doesNotContain("class=\"predicted\"");
    }

    @Test
    void theShareOfEachScoreIsSeenWhereFewHaveIt() {
        assertThat(Bars.shares(scores(CLASSES, OptionalDouble.empty(), List.of()))
                        .markup())
                .contains("<rect class=\"all\" x=\"0\" y=\"0\" width=\"500\" height=\"1000\"/>")
                .contains("<rect class=\"kept\" x=\"0\" y=\"875\" width=\"500\" height=\"125\"/>")
                .contains("<rect class=\"kept\" x=\"500\" y=\"0\" width=\"500\" height=\"1000\"/>")
                .contains("at least 12.5 % kept of one");
    }

    @Test
    void manyClassesAreOneRowAndBars() {
        List<ClassCount> many = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            many.add(new ClassCount("c" + i, 1, 2, List.of(new KeptCount(1, 2), new KeptCount(0, 0))));
        }
        ExampleScores scores = scores(many, OptionalDouble.empty(), List.of());
        assertThat(text(CoverageTable.of(scores).markup())).contains("|all|").doesNotContain("|c0|");
        assertThat(text(ExampleSection.of(scores).markup())).contains("|Examples kept per class|c0|", "|1 of 2|");
        assertThat(text(html(OptionalDouble.empty(), List.of()))).doesNotContain("|Examples kept per class|");
    }

    @Test
    void oneScoreAndOneClassHaveASection() {
        ClassCount only = new ClassCount("a", 1, 2, List.of(new KeptCount(1, 2)));
        ExampleScores scores = new ExampleScores(
                "el2n",
                "top",
                "Low is easy.",
                List.of(only),
                List.of(new ScoreBin(0.4, 0.4, 1, 2)),
                List.of(new ScoreBin(0.4, 0.4, 1, 2)),
                OptionalDouble.of(0.4),
                List.of(),
                "top",
                List.of());

        assertThat(ExampleSection.of(scores).markup())
                .contains("<rect class=\"kept\" x=\"0\" y=\"500\" width=\"1000\" height=\"500\"/>")
                .contains("The cut is at 0.400")
                .doesNotContain("NaN", "Infinity");
    }

    private static String html(OptionalDouble cut, List<MethodAgreement> agreement) {
        return ExampleSection.of(scores(CLASSES, cut, agreement)).markup();
    }

    private static ExampleScores scores(List<ClassCount> classes, OptionalDouble cut, List<MethodAgreement> agreement) {
        ExampleView view =
                new ExampleView(17, "cat", Optional.of("dog"), 2, true, Optional.empty(), Collections.emptyList(), 0);
        return new ExampleScores(
                "el2n",
                "ccs",
                "Low is easy.",
                classes,
                RANGES,
                RANGES,
                cut,
                List.of(new ExampleList("Most important", "highest el2n", List.of(view))),
                "ccs",
                agreement);
    }

    /** The text, with a line between elements. */
    private static String text(String html) {
        return Pattern.compile("(<[^>]*>)+").matcher(html).replaceAll("|");
    }
}
