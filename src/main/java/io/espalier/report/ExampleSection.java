package io.espalier.report;

import io.espalier.report.ReportData.ExampleList;
import io.espalier.report.ReportData.ExampleScores;
import io.espalier.report.ReportData.ExampleView;
import io.espalier.report.ReportData.MethodAgreement;
import io.espalier.report.ReportData.NamedValue;
import java.util.List;

/**
 * The part of the page about the examples: how many of each class and score are kept, how scores are distributed, how far methods agree,
 * what the extremes look like.
 */
final class ExampleSection {
    private ExampleSection() {}

    static Html of(ExampleScores scores) {
        Html section = HtmlPage.section("examples", "Examples")
                .add(
                        Html.of("p")
                                .text("Importance by " + scores.method() + ", selection by " + scores.rule() + ": "
                                        + Numbers.count(scores.kept()) + " of " + Numbers.count(scores.total())
                                        + " examples kept. " + scores.meaning() + " " + parting(scores)),
                        Html.of("div", "charts").add(Bars.histogram(scores), Bars.shares(scores)),
                        Html.of("h3").text("Examples kept per class and score"),
                        CoverageTable.of(scores));
        if (scores.classes().size() > CoverageTable.MOST_CLASSES) {
            section.add(Html.of("h3").text("Examples kept per class"), Bars.classes(scores.classes()));
        }
        if (!scores.agreement().isEmpty()) {
            section.add(agreement(scores));
        }
        scores.lists().forEach(list -> section.add(list(list)));
        return section;
    }

    /** Where kept and left-out examples part; nothing where all are kept. */
    static String parting(ExampleScores scores) {
        if (scores.cut().isPresent()) {
            return "The cut is at " + Numbers.score(scores.cut().getAsDouble())
                    + "; which of the examples with just this score are kept, the hash of the id says.";
        }
        return scores.kept() == scores.total() ? "" : "No single score parts the kept examples from the others.";
    }

    private static List<Html> agreement(ExampleScores scores) {
        HtmlTable table = new HtmlTable(
                "Agreement of methods",
                List.of("methods", "#both keep", "#of those kept", "#by chance", "#rank correlation"));
        for (MethodAgreement pair : scores.agreement()) {
            table.row(List.of(
                    pair.first() + ", " + pair.second(),
                    Numbers.count(pair.both()),
                    Numbers.percent(pair.share()),
                    Numbers.percent(pair.chance()),
                    Numbers.correlation(pair.rankCorrelation())));
        }
        return List.of(
                Html.of("h3").text("Agreement of methods"),
                Html.of("p", "note").text(agreementText(scores)),
                table.render());
    }

    static String agreementText(ExampleScores scores) {
        return "By each method, " + scores.comparedBy() + " would keep "
                + Numbers.count(scores.agreement().get(0).kept())
                + " examples; shown is how many of these two methods have in common, and how many they would have by chance. The"
                + " rank correlation is Spearman's: 1 for the same order, 0 for unrelated ones, negative for opposite ones.";
    }

    private static List<Html> list(ExampleList list) {
        if (list.examples().isEmpty()) {
            return List.of();
        }
        boolean pictures =
                list.examples().stream().allMatch(example -> example.picture().isPresent());
        Html examples = Html.of("ul", pictures ? "pictures" : "texts");
        list.examples().forEach(example -> examples.add(view(example)));
        return List.of(
                Html.of("h3").text(list.title() + " ").add(Html.of("small").text(list.order())), examples);
    }

    private static Html view(ExampleView example) {
        Html item = Html.of("li", example.kept() ? "is-kept" : "is-dropped")
                .with("title", "class " + example.label() + ", id " + example.id());
        example.picture()
                .ifPresent(picture -> item.add(Html.of("img")
                        .with("src", picture)
                        .with("alt", "Example " + example.id() + " of class " + example.label())));
        item.add(Html.of("b").text(example.label()));
        item.add(Html.of("span", "score").with("title", "score").text(Numbers.score(example.score())));
        example.predicted()
                .ifPresent(predicted -> item.add(Html.of("span", example.isMissed() ? "predicted missed" : "predicted")
                        .with("title", "class by the trained network")
                        .text("predicted " + predicted)));
        item.add(Html.of("span", "fate").text(example.kept() ? "kept" : "left out"));
        item.add(Html.of("small", "id").text("id " + example.id()));
        if (example.picture().isEmpty()) {
            item.add(values(example));
        }
        return item;
    }

    private static Html values(ExampleView example) {
        Html values = Html.of("dl");
        for (NamedValue value : example.values()) {
            values.add(Html.of("dt").text(value.name()), Html.of("dd").text(Numbers.decimal(value.value())));
        }
        if (example.moreValues() > 0) {
            values.add(Html.of("dt").text("and " + Numbers.count(example.moreValues()) + " more"), Html.of("dd"));
        }
        return values;
    }
}
