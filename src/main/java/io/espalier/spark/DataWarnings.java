package io.espalier.spark;

import io.espalier.data.Scaler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a person should know of a data set before training on it. */
final class DataWarnings {
    private static final int SHOWN = 5;

    private DataWarnings() {}

    /**
     * One line a finding.
     *
     * @param perClass training examples of each class
     * @param repeated rows whose content stands elsewhere too
     */
    static List<String> of(
            List<String> classes, List<Long> perClass, List<String> featureNames, Scaler scaler, long repeated) {
        List<String> warnings = new ArrayList<>();
        withoutExample(classes, perClass).ifPresent(warnings::add);
        List<Integer> constant = scaler.constantFeatures();
        if (!constant.isEmpty()) {
            warnings.add(
                    constant.size() + " of " + scaler.featureCount() + " features are constant in the training part: "
                            + first(constant.stream()
                                    .map(feature -> featureNames.isEmpty() ? "#" + feature : featureNames.get(feature))
                                    .toList()));
        }
        if (repeated > 0) {
            warnings.add(repeated + " examples repeat an earlier one; ids number the repetitions");
        }
        return warnings;
    }

    private static Optional<String> withoutExample(List<String> classes, List<Long> perClass) {
        List<String> lacking = IntStream.range(0, classes.size())
                .filter(label -> perClass.get(label) == 0)
                .mapToObj(classes::get)
                .toList();
        return switch (lacking.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("Class " + lacking.get(0) + " has no training example");
            default -> Optional.of(
                    lacking.size() + " of " + classes.size() + " classes have no training example: " + first(lacking));
        };
    }

    private static String first(List<String> names) {
        return names.stream().limit(SHOWN).collect(Collectors.joining(", ")) + (names.size() > SHOWN ? ", ..." : "");
    }
}
