package io.espalier.run;

import io.espalier.network.Shape;
import java.util.List;
import java.util.Map;

/**
 * {@code constraint.json}: what a model's own file does not hold.
 *
 * @param schemaVersion of this format
 * @param runId the run that trained the model
 * @param classes names of the outputs, in order
 * @param featureNames names of the inputs, in order; empty where the data had none
 * @param shape of one example
 * @param keptUnits per group, for each unit its index in the network before it was constrained
 * @param parametersBefore trained parameters before
 * @param parametersAfter trained parameters of this model
 */
public record ModelDescription(
        int schemaVersion,
        String runId,
        List<String> classes,
        List<String> featureNames,
        Shape shape,
        Map<String, List<Integer>> keptUnits,
        long parametersBefore,
        long parametersAfter) {
    /** The version that this code writes. */
    public static final int SCHEMA_VERSION = 1;

    public ModelDescription {
        classes = List.copyOf(classes);
        featureNames = List.copyOf(featureNames);
    }
}
