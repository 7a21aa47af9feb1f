package io.espalier.spark;

import io.espalier.run.DataSummary;
import java.nio.file.Path;

/**
 * Where a run's tables lie; directories of Parquet files.
 *
 * @param scores importance of the training examples
 * @param selection kept examples at full constraint
 * @param lineage writes what the scores were computed from into their directory, before that gets its name
 */
public record RunTables(Path scores, Path selection, LineageWriter lineage) {
    /** Writes {@code _lineage.json}. */
    @FunctionalInterface
    public interface LineageWriter {
        /**
         * Writes the lineage of a table.
         *
         * @param directory of the table
         */
        void write(Path directory, DataSummary data, Pass pass);
    }

    /**
     * What is known of a scoring when it is done.
     *
     * @param snapshots weights that scored
     * @param seconds that it took
     */
    public record Pass(int snapshots, double seconds) {}
}
