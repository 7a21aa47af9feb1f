package io.espalier.report;

import io.espalier.report.ReportData.ExampleScores;
import io.espalier.report.ReportData.ExampleView;
import io.espalier.report.ReportData.NamedValue;
import io.espalier.report.SelectionSummary.ShownExample;
import io.espalier.run.DataSummary;
import io.espalier.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        Stream.concat(scores.lowest().stream(), scores.highest().stream())
                .map(ShownExample::features)
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
        return new ExampleScores(
                run.plan().importance().method().name().toLowerCase(Locale.ROOT),
                run.plan().importance().selection().name().toLowerCase(Locale.ROOT),
                scores.classes(),
                scores.histogram(),
                scores.lowest().stream().map(views::view).toList(),
                scores.highest().stream().map(views::view).toList());
    }

    private ExampleView view(ShownExample example) {
        boolean image = example.features().isImage();
        return new ExampleView(
                example.id(),
                example.label(),
                example.score(),
                example.kept(),
                image ? Optional.of(PngImage.dataUri(example.features(), darkest, brightest)) : Optional.empty(),
                image ? List.of() : values(example.features()),
                image ? 0 : Math.max(0, example.features().size() - VALUES));
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
