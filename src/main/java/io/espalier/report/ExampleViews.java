package io.espalier.report;

import static io.espalier.Words.word;

import io.espalier.importance.ScoreMethod;
import io.espalier.importance.Selector;
import io.espalier.report.ReportData.ExampleList;
import io.espalier.report.ReportData.ExampleScores;
import io.espalier.report.ReportData.ExampleView;
import io.espalier.report.ReportData.MethodAgreement;
import io.espalier.report.ReportData.NamedValue;
import io.espalier.report.SelectionSummary.MethodPair;
import io.espalier.report.SelectionSummary.ShownExample;
import io.espalier.report.SelectionSummary.Suspects;
import io.espalier.run.DataSummary;
import io.espalier.run.ImportancePlan;
import io.espalier.run.RunRecord;
import io.espalier.run.SelectionMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws examples that are images and names the values of the others. */
final class ExampleViews {
    /** Values that are shown of an example that is no image. */
    private static final int VALUES = 8;

    private final List<String> featureNames;
    private final double darkest;
    private final double brightest;

    private ExampleViews(SelectionSummary scores, List<String> featureNames) {
        this.featureNames = featureNames;
        // One range for all pictures, so that a faint one looks faint.
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        Stream.of(
                        scores.mostImportant(),
                        scores.leastImportant(),
                        scores.suspects().map(Suspects::examples).orElse(List.of()))
                .flatMap(List::stream)
                .map(example -> example.seen().features())
                .forEach(features -> {
                    for (int i = 0; i < features.size(); i++) {
                        range[0] = Math.min(range[0], features.value(i));
                        range[1] = Math.max(range[1], features.value(i));
                    }
                });
        this.darkest = range[0];
        this.brightest = range[1];
    }

    static ExampleScores of(SelectionSummary scores, RunRecord run) {
        ExampleViews views = new ExampleViews(
                scores, run.data().map(DataSummary::featureNames).orElse(List.of()));
        ImportancePlan importance = run.plan().importance();
        return new ExampleScores(
                scores.method().column(),
                word(importance.selection().method()),
                meaning(scores.method()),
                scores.classes(),
                scores.strata(),
                scores.histogram(),
                scores.cut(),
                views.lists(scores),
                word(
                        importance.selection().selector().comparing() instanceof Selector.Top
                                ? SelectionMethod.TOP
                                : importance.selection().method()),
                scores.pairs().stream().map(ExampleViews::agreement).toList());
    }

    private static String meaning(ScoreMethod method) {
        if (method == ScoreMethod.RANDOM) {
            return "Scores are drawn at random.";
        }
        return method.highIsImportant()
                ? "A low score means that the network finds the example easy, a high one that it finds it hard."
                : "A low score means that the network finds the example hard, a high one that it finds it easy.";
    }

    private List<ExampleList> lists(SelectionSummary scores) {
        ScoreMethod method = scores.method();
        List<ExampleList> lists = new ArrayList<>();
        boolean sameOrder =
                scores.suspects().filter(found -> found.method() == method).isPresent();
        lists.add(new ExampleList(
                sameOrder ? "Most important, and probably mislabelled" : "Most important",
                importantEnd(method) + " " + method.column(),
                views(scores.mostImportant())));
        lists.add(new ExampleList(
                "Least important",
                (method.highIsImportant() ? "lowest" : "highest") + " " + method.column(),
                views(scores.leastImportant())));
        scores.suspects()
                .filter(found -> found.method() != method)
                .ifPresent(found -> lists.add(new ExampleList(
                        "Probably mislabelled",
                        importantEnd(found.method()) + " " + found.method().column(),
                        views(found.examples()))));
        return lists;
    }

    private static String importantEnd(ScoreMethod method) {
        return method.highIsImportant() ? "highest" : "lowest";
    }

    private static MethodAgreement agreement(MethodPair pair) {
        return new MethodAgreement(
                pair.first().column(),
                pair.second().column(),
                pair.kept(),
                pair.both(),
                (double) pair.both() / pair.kept(),
                pair.chance(),
                pair.rankCorrelation());
    }

    private List<ExampleView> views(List<ShownExample> examples) {
        return examples.stream().map(this::view).toList();
    }

    private ExampleView view(ShownExample example) {
        ExampleFeatures features = example.seen().features();
        boolean image = features.isImage();
        return new ExampleView(
                example.id(),
                example.label(),
                example.seen().predicted(),
                example.score(),
                example.kept(),
                image ? Optional.of(PngImage.dataUri(features, darkest, brightest)) : Optional.empty(),
                image ? List.of() : values(features),
                image ? 0 : Math.max(0, features.size() - VALUES));
    }

    private List<NamedValue> values(ExampleFeatures features) {
        List<NamedValue> values = new ArrayList<>();
        for (int i = 0; i < Math.min(VALUES, features.size()); i++) {
            values.add(
                    new NamedValue(i < featureNames.size() ? featureNames.get(i) : "feature " + i, features.value(i)));
        }
        return values;
    }
}
