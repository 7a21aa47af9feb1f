package io.espalier.run;

import static io.espalier.Words.plain;
import static io.espalier.Words.word;
import static io.espalier.run.Rule.require;
import static io.espalier.run.Setting.REQUIRED;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Where examples come from, and how they are split and scaled: the key {@code data}. */
public record DataPlan(
        @Setting(value = "Kind of source.", fallback = REQUIRED) Source source,
        @Setting(value = "File, or directory of a Parquet table or of IDX files; none for digits.", fallback = "")
                Optional<String> path,
        @Setting(value = "IDX file of images, instead of a path with the usual file names.", fallback = "")
                Optional<String> images,
        @Setting(value = "IDX file of labels that goes with images.", fallback = "") Optional<String> labels,
        @Setting(value = "Test examples as given, same format as path.", fallback = "") Optional<String> testPath,
        @Setting(value = "Validation examples as given, same format as path.", fallback = "")
                Optional<String> validationPath,
        @Setting(value = "Name of the label column of csv and parquet.", fallback = "label") String label,
        @Setting(
                        value =
                                "Whether examples have labels; those without can be scored by a given model, not trained on.",
                        fallback = "true")
                boolean labelled,
        @Setting(
                        value = "Names of the feature columns; all numeric columns but label and id when empty.",
                        fallback = "[]")
                List<String> features,
        @Setting(value = "Name of an integer column that identifies an example.", fallback = "") Optional<String> id,
        @Setting(
                        value =
                                "Shape of an image example: height, width, channels; empty: as the source says, else a flat vector.",
                        fallback = "[]")
                List<Integer> image,
        @Setting(value = "Fraction of all rows in the test part; 0 with test_path.", fallback = "0.2", range = "[0, 1)")
                BigDecimal testFraction,
        @Setting(
                        value = "Fraction of all rows in the validation part; 0 with validation_path.",
                        fallback = "0.1",
                        range = "[0, 1)")
                BigDecimal validationFraction,
        @Setting(
                        value = "Number of folds of a cross-validation, instead of test_fraction; 0: none.",
                        fallback = "0",
                        range = "[0, 1000]")
                int folds,
        @Setting(value = "The fold that is the test part, from 0.", fallback = "0", range = "[0, 999]") int fold,
        @Setting(value = "Scaling of features, fitted on the training part.", fallback = "auto") Scaling scaling,
        @Setting(value = "Seed of the split.", fallback = "0") long seed) {
    /** A plan that only reads: no split, no scaling. */
    public static DataPlan reading(
            Source source, Optional<String> path, String label, List<String> features, Optional<String> id) {
        return new DataPlan(
                source,
                path,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                label,
                true,
                features,
                id,
                List.of(),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                0,
                0,
                Scaling.NONE,
                0);
    }

    public DataPlan {
        features = List.copyOf(features);
        image = List.copyOf(image);
        requireFiles(source, path, images, labels);
        require(
                labelled || source != Source.DIGITS && images.isEmpty(),
                "data.labelled is for data.path without labels; digits and data.images have them");
        require(
                source != Source.DIGITS || testPath.isEmpty(),
                "data.test_path has no meaning with data.source digits, which is built in");
        require(
                source != Source.DIGITS || validationPath.isEmpty(),
                "data.validation_path has no meaning with data.source digits, which is built in");
        require(
                image.isEmpty() || image.size() == 3 && image.stream().allMatch(size -> size > 0),
                "data.image must be [height, width, channels], each at least 1: " + image);
        require(folds != 1, "data.folds must be 0 or at least 2: 1");
        require(fold < Math.max(1, folds), "data.fold must be below data.folds " + folds + ": " + fold);
        require(folds == 0 || testPath.isEmpty(), "data.folds and data.test_path exclude each other");
        requireTrainingPart(
                folds,
                testPath.isPresent() ? BigDecimal.ZERO : testFraction,
                validationPath.isPresent() ? BigDecimal.ZERO : validationFraction);
    }

    private static void requireFiles(
            Source source, Optional<String> path, Optional<String> images, Optional<String> labels) {
        require(images.isPresent() == labels.isPresent(), "data.images and data.labels go together");
        require(images.isEmpty() || source == Source.IDX, "data.images is for data.source idx only");
        require(images.isEmpty() || path.isEmpty(), "data.path and data.images exclude each other");
        boolean builtIn = source == Source.DIGITS;
        require(!builtIn || path.isEmpty(), "data.path has no meaning with data.source digits, which is built in");
        require(
                builtIn || path.isPresent() || images.isPresent(),
                "data.path must be given with data.source " + word(source)
                        + (source == Source.IDX ? ", or data.images and data.labels" : ""));
    }

    private static void requireTrainingPart(int folds, BigDecimal test, BigDecimal validation) {
        if (folds == 0) {
            require(
                    test.add(validation).compareTo(BigDecimal.ONE) < 0,
                    "data.test_fraction " + plain(test) + " and data.validation_fraction " + plain(validation)
                            + " leave no training examples");
            return;
        }
        // 1/folds + validation < 1, without a division that may not end
        BigDecimal all = BigDecimal.valueOf(folds);
        require(
                BigDecimal.ONE.add(validation.multiply(all)).compareTo(all) < 0,
                "data.folds " + folds + " and data.validation_fraction " + plain(validation)
                        + " leave no training examples");
    }
}
