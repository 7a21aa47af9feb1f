package io.espalier.spark;

import io.espalier.data.Scaler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
        for (int label = 0; label < classes.size(); label++) {
            if (perClass.get(label) == 0) {
                warnings.add("Class " + classes.get(label) + " has no training example");
            }
        }
        List<Integer> constant = scaler.constantFeatures();
        if (!constant.isEmpty()) {
            warnings.add(
                    constant.size() + " of " + scaler.featureCount() + " features are constant in the training part: "
                            + constant.stream()
                                    .limit(SHOWN)
                                    .map(feature -> featureNames.isEmpty() ? "#" + feature : featureNames.get(feature))
                                    .collect(Collectors.joining(", "))
                            + (constant.size() > SHOWN ? ", ..." : ""));
        }
        if (repeated > 0) {
            warnings.add(repeated + " examples repeat an earlier one; ids number the repetitions");
        }
        return warnings;
    }
}
