package io.espalier.run;

import io.espalier.importance.ScoreMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code scoring.json}: what was asked of a scoring.
 *
 * @param schemaVersion of this format
 * @param plan keys of the job that can change a result, with their values
 * @param methods columns of the table
 * @param model file of the network that scores; absent where networks are trained for it
 * @param seeds of the networks that are trained; empty where a model is given
 */
public record ScoringRequest(
        int schemaVersion,
        Map<String, String> plan,
        List<ScoreMethod> methods,
        Optional<String> model,
        List<Long> seeds) {
    /** The version that this code writes. */
    public static final int SCHEMA_VERSION = 1;

    public ScoringRequest {
        methods = List.copyOf(methods);
        seeds = List.copyOf(seeds);
    }
}
