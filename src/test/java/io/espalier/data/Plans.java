package io.espalier.data;

import io.espalier.run.DataPlan;
import io.espalier.run.Scaling;
import io.espalier.run.Source;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Data plans of tests: the defaults of a job file with what a test changes. */
final class Plans {
    private Source source = Source.DIGITS;
    private Optional<String> path = Optional.empty();
    private Optional<String> images = Optional.empty();
    private Optional<String> labels = Optional.empty();
    private Optional<String> testPath = Optional.empty();
    private Optional<String> validationPath = Optional.empty();
    private String label = "label";
    private List<String> features = List.of();
    private Optional<String> id = Optional.empty();
    private List<Integer> image = List.of();
    private String testFraction = "0.2";
    private String validationFraction = "0.1";
    private int folds;
    private int fold;
    private long seed;

    static Plans csv(Path path) {
        return of(Source.CSV, path);
    }

    static Plans idx(Path path) {
        return of(Source.IDX, path);
    }

    static Plans digits() {
        return new Plans();
    }

    private static Plans of(Source source, Path path) {
        Plans plans = new Plans();
        plans.source = source;
        plans.path = Optional.of(path.toString());
        return plans;
    }

    static Plans pair(Path images, Path labels) {
        Plans plans = new Plans();
        plans.source = Source.IDX;
        plans.images = Optional.of(images.toString());
        plans.labels = Optional.of(labels.toString());
        return plans;
    }

    Plans test(Path value) {
        testPath = Optional.of(value.toString());
        return this;
    }

    Plans validation(Path value) {
        validationPath = Optional.of(value.toString());
        return this;
    }

    Plans label(String value) {
        label = value;
        return this;
    }

    Plans features(String... values) {
        features = List.of(values);
        return this;
    }

    Plans id(String value) {
        id = Optional.of(value);
        return this;
    }

    Plans image(Integer... values) {
        image = List.of(values);
        return this;
    }

    Plans fractions(String test, String validation) {
        testFraction = test;
        validationFraction = validation;
        return this;
    }

    Plans folds(int count, int number) {
        folds = count;
        fold = number;
        return this;
    }

    Plans seed(long value) {
        seed = value;
        return this;
    }

    DataPlan plan() {
        return new DataPlan(
                source,
                path,
                images,
                labels,
                testPath,
                validationPath,
                label,
                true,
                features,
                id,
                image,
                new BigDecimal(testFraction),
                new BigDecimal(validationFraction),
                folds,
                fold,
                Scaling.AUTO,
                seed);
    }
}
