package io.espalier.run;

import java.util.List;

/**
 * {@code _lineage.json} beside a table of scores: what the scores were computed from, so that they are not used for anything else.
 *
 * @param schemaVersion of this format
 * @param methods columns of the table
 * @param dataFingerprint of the data set, see {@link DataSummary}
 * @param examples rows of the table
 * @param runId run whose network scored the examples
 * @param planIdentity hash of that run's plan
 * @param snapshots rounds whose weights were used
 * @param block rows of one scoring block
 * @param trainingSeed seed that put the rows in order
 * @param espalier version
 */
public record ScoreLineage(
        int schemaVersion,
        List<String> methods,
        String dataFingerprint,
        long examples,
        String runId,
        String planIdentity,
        int snapshots,
        int block,
        long trainingSeed,
        String espalier) {
    /** The version that this code writes. */
    public static final int SCHEMA_VERSION = 1;

    public ScoreLineage {
        methods = List.copyOf(methods);
    }
}
