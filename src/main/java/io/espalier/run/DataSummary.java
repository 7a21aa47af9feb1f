package io.espalier.run;

import io.espalier.network.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * What is known of a data set after it was read once.
 *
 * @param shape of one example
 * @param featureNames names of the values, or empty
 * @param classes names of the classes, in index order
 * @param trainExamples examples of the training part
 * @param validationExamples examples of the validation part
 * @param testExamples examples of the test part
 * @param trainPerClass training examples of each class
 * @param fingerprint xxHash64 over keys, features, labels and class names, in hex: two data sets with the same one are taken as the same
 * @param warnings one line each: classes without training example, constant columns, duplicates
 */
public record DataSummary(
        Shape shape,
        List<String> featureNames,
        List<String> classes,
        long trainExamples,
        long validationExamples,
        long testExamples,
        List<Long> trainPerClass,
        String fingerprint,
        List<String> warnings)
        implements Serializable {
    public DataSummary {
        featureNames = List.copyOf(featureNames);
        classes = List.copyOf(classes);
        trainPerClass = List.copyOf(trainPerClass);
        warnings = List.copyOf(warnings);
    }
}
