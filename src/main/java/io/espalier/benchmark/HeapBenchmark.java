package io.espalier.benchmark;

import io.espalier.run.RunRecord;
import io.espalier.spark.Cluster;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How much heap the driver needs for a large table, of which it holds no example and a bounded number of hashes and scores, and for a large network, of which it holds
 * a few copies whatever the number of workers.
 *
 * <p>The heap's limit is the one that the JVM was started with: start it with the limit to be shown.
 */
public final class HeapBenchmark {
    private HeapBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param cluster of the plan's master
     * @param table directory that does not exist yet
     */
    public static HeapReport run(
            HeapSettings settings, Cluster cluster, Path table, TrialRunner runner, Consumer<String> progress) {
        long begun = System.nanoTime();
        cluster.writeSyntheticTable(settings.rows(), settings.features(), settings.seed(), table);
        double tableSeconds = (System.nanoTime() - begun) * 1e-9;
        progress.accept("table written: " + settings.rows() + " rows of " + settings.features() + " features");
        try (HeapWatch watch = HeapWatch.begin()) {
            RunRecord record = runner.train(settings.plan(table));
            return new HeapReport(
                    settings,
                    tableSeconds,
                    Runtime.getRuntime().maxMemory(),
                    watch.peakBytes(),
                    watch.collections(),
                    record.results().orElseThrow());
        }
    }
}
