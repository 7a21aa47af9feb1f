package io.espalier.benchmark;

import io.espalier.config.JobFile;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.SyntheticTable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the heap benchmark trains.
 *
 * @param rows of the made-up table
 * @param features columns
 * @param sets keys of the job with other values, each {@code key=value}: a larger network, for example
 * @param master of Spark; only with executors of their own is the driver's heap the driver's alone
 * @param seed of table and training
 */
public record HeapSettings(long rows, int features, List<String> sets, String master, long seed) {
    /** Every phase trains, and every class has examples, from here on. */
    private static final long LEAST_ROWS = 10_000;

    public HeapSettings {
        sets = List.copyOf(sets);
        if (rows < LEAST_ROWS) {
            throw new IllegalArgumentException("Rows must be at least " + LEAST_ROWS + ": " + rows);
        }
        if (features < SyntheticTable.LEAST_FEATURES) {
            throw new IllegalArgumentException(
                    "Features must be at least " + SyntheticTable.LEAST_FEATURES + ": " + features);
        }
    }

    /**
     * A network, small unless the sets say otherwise, through all three phases, with scoring and selection.
     *
     * @param table where the table lies, or will
     * @throws io.espalier.UserException if a set can't be used
     */
    public TrainingPlan plan(Path table) {
        return JobFile.parse(
                """
                name: heap
                data: {source: parquet, test_fraction: 0.1, validation_fraction: 0.1}
                network: {kind: mlp, hidden: [64, 64]}
                training:
                  workers: 2
                  batch: 1024
                  budget: {epochs: 1.5}
                  steps_per_round: 250
                  evaluations: 4
                constraint: {parameter_reduction: 0.5}
                importance: {kept: 0.6}
                """,
                "benchmark heap",
                Stream.concat(
                                Stream.of(
                                        "data.path=" + table,
                                        "data.id=" + SyntheticTable.ID,
                                        "data.label=" + SyntheticTable.LABEL,
                                        "training.seed=" + seed,
                                        "master=\"" + master + "\""),
                                sets.stream())
                        .toList());
    }
}
