package io.espalier.api;

import io.espalier.run.ScoreLineage;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a scoring has left.
 *
 * @param table directory of the table: Parquet files with the columns example_id, label and one a method, and {@code _lineage.json}
 * @param lineage what it was computed from; empty where the scoring was asked to stop before there was a table
 * @param reused whether the table was there already, computed from the same
 */
public record ScoringResult(Path table, Optional<ScoreLineage> lineage, boolean reused) {
    /** Whether there is a table. If not, the scoring was asked to stop: the same call goes on with it. */
    public boolean completed() {
        return lineage.isPresent();
    }
}
