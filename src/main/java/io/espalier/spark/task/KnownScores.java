package io.espalier.spark.task;

import io.espalier.importance.ScoreMethod;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * The scores of a run as tasks see them: the table that the run wrote, in which every task finds those of its own shard.
 *
 * @param table its directory
 * @param method by which examples are chosen
 * @param written whether examples have been scored
 */
public record KnownScores(String table, ScoreMethod method, boolean written) implements Serializable {
    /** Before examples are scored. */
    public static KnownScores none(Path table, ScoreMethod method) {
        return new KnownScores(table.toAbsolutePath().toString(), method, false);
    }

    /** The same once the table is there. */
    public KnownScores whenWritten() {
        return new KnownScores(table, method, true);
    }
}
