package io.espalier.benchmark;

import io.espalier.api.Espalier;
import io.espalier.api.SelectionRequest;
import io.espalier.spark.Cluster;
import io.espalier.spark.ScoreTables;
import io.espalier.spark.ScoreTables.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How long it takes to choose the highest scores of a large table, against the query that people write for it: {@code row_number()} over
 * an order by, filtered. Both read the same files and write the same ids, by turns.
 *
 * <p>The heap's limit is the one that the JVM was started with: start it with the limit to be shown.
 */
public final class SelectBenchmark {
    private SelectBenchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param directory for tables; must be there
     */
    public static SelectReport run(
            SelectSettings settings, Cluster cluster, Path directory, Consumer<String> progress) {
        ScoreTables tables = cluster.scoreTables();
        Path scores = directory.resolve("scores");
        double tableSeconds = seconds(() -> tables.write(settings.rows(), settings.seed(), scores));
        progress.accept(text("table written: %,d rows in %.1f s", settings.rows(), tableSeconds));
        SelectionRequest request = new SelectionRequest(scores.toString(), Optional.empty(), settings.plan());
        long count = settings.plan().count(settings.rows());
        List<Double> selectSeconds = new ArrayList<>();
        List<Double> querySeconds = new ArrayList<>();
        List<Digest> digests = new ArrayList<>();
        for (int pair = 1; pair <= settings.pairs(); pair++) {
            Path selected = directory.resolve("selected-" + pair);
            selectSeconds.add(seconds(() -> Espalier.select(request, selected, cluster, warning -> {})));
            Path queried = directory.resolve("queried-" + pair);
            querySeconds.add(seconds(() -> tables.writeHighestByRowNumber(scores, count, queried)));
            digests.add(tables.digest(selected));
            digests.add(tables.digest(queried));
            progress.accept(text(
                    "pair %d: select %.1f s, row_number %.1f s",
                    pair, selectSeconds.get(pair - 1), querySeconds.get(pair - 1)));
        }
        return new SelectReport(
                settings,
                tableSeconds,
                selectSeconds,
                querySeconds,
                digests,
                Runtime.getRuntime().maxMemory());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static double seconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) * 1e-9;
    }
}
