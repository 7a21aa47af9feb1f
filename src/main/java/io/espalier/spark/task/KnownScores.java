package io.espalier.spark.task;

import io.espalier.importance.ScoreMethod;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * The scores of a run as tasks see them: the table that the run wrote, in which every task finds those of its own shard.
 *
 * @param table its directory
 * @param method by which examples are chosen
 */
public record KnownScores(String table, ScoreMethod method) implements Serializable {
    /** Those of a table, which need not be there before a selection looks at scores. */
    public static KnownScores of(Path table, ScoreMethod method) {
        return new KnownScores(table.toAbsolutePath().toString(), method);
    }
}
