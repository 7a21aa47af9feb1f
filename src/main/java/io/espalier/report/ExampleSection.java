package io.espalier.report;

import io.espalier.report.ReportData.ExampleScores;
import io.espalier.report.ReportData.ExampleView;
import io.espalier.report.ReportData.NamedValue;
import java.util.List;

/** The part of the page about the examples: how many of each class are kept, how scores are distributed, what the extremes look like. */
final class ExampleSection {
    private ExampleSection() {}

    static Html of(ExampleScores scores) {
        Html classes = Html.of("figure", "chart")
                .add(Html.of("figcaption").add(Html.of("b").text("Examples kept per class")))
                .add(Bars.classes(scores.classes()));
        Html charts = Html.of("div", "charts").add(classes);
        if (!scores.histogram().isEmpty()) {
            charts.add(Bars.histogram(scores));
        }
        return HtmlPage.section("examples", "Examples")
                .add(Html.of("p")
                        .text("Importance by " + scores.method() + ", selection by " + scores.rule()
                                + ". A low score means that the network finds the example easy, a high"
                                + " one that it finds it hard."))
                .add(charts)
                .add(Html.of("div", "extremes")
                        .add(extremes("Lowest scores", scores.lowest()))
                        .add(extremes("Highest scores", scores.highest())));
    }

    private static List<Html> extremes(String title, List<ExampleView> examples) {
        if (examples.isEmpty()) {
            return List.of();
        }
        boolean pictures =
                examples.stream().allMatch(example -> example.picture().isPresent());
        Html list = Html.of("ul", pictures ? "pictures" : "texts");
        examples.forEach(example -> list.add(view(example)));
        return List.of(Html.of("div").add(Html.of("h3").text(title), list));
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
        item.add(Html.of("span", "fate").text(example.kept() ? "kept" : "left out"));
        if (example.picture().isEmpty()) {
            item.add(Html.of("small").text("id " + example.id()), values(example));
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
