package io.espalier.benchmark;

import io.espalier.UserException;
import io.espalier.spark.Cluster;
import io.espalier.spark.ScoreTables.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How long it takes to choose the highest scores of a large table, against the query that people write for it: {@code row_number()} over
 * an order by, filtered. Both read the same files and write the same ids, by turns, each turn in a process of its own with the same heap.
 * Where that is too little for the query, its heap is raised by half until the query ends.
 */
public final class SelectBenchmark {
    private static final int MOST_TRIES = 8;

    private final SelectSettings settings;
    private final Supplier<Cluster> clusters;
    private final Processes processes;
    private final Path directory;
    private final Consumer<String> progress;
    private final List<Integer> tooSmall = new ArrayList<>();
    private int queryHeap;

    /** Makes turns in processes of their own. */
    @FunctionalInterface
    public interface Processes {
        /** The seconds of a turn; empty where its process ran out of memory. */
        OptionalDouble seconds(SelectTurn turn, int heapMegabytes) throws IOException, InterruptedException;
    }

    /**
     * A benchmark.
     *
     * @param clusters starts a Spark in this process, for the table and for what is found in the end
     * @param directory for tables; must be there
     */
    public SelectBenchmark(
            SelectSettings settings,
            Supplier<Cluster> clusters,
            Processes processes,
            Path directory,
            Consumer<String> progress) {
        this.settings = settings;
        this.clusters = clusters;
        this.processes = processes;
        this.directory = directory;
        this.progress = progress;
        this.queryHeap = settings.heapMegabytes();
    }

    /** Runs the benchmark. */
    public SelectReport run() throws IOException, InterruptedException {
        Path table = directory.resolve("scores");
        double tableSeconds = write(table);
        progress.accept(text("table written: %,d rows in %.1f s", settings.rows(), tableSeconds));
        List<Double> selectSeconds = new ArrayList<>();
        List<Double> querySeconds = new ArrayList<>();
        List<Path> kept = new ArrayList<>();
        for (int pair = 1; pair <= settings.pairs(); pair++) {
            SelectTurn selection = new SelectTurn(SelectWay.SELECT, table, directory.resolve("selected-" + pair));
            selectSeconds.add(select(selection));
            kept.add(selection.kept());
            progress.accept(text("pair %d: select %.1f s", pair, selectSeconds.get(pair - 1)));
            Path queried = directory.resolve("queried-" + pair);
            querySeconds.add(query(table, queried));
            kept.add(queried.resolve(Integer.toString(queryHeap)));
            progress.accept(text("pair %d: row_number %.1f s", pair, querySeconds.get(pair - 1)));
        }
        return new SelectReport(
                settings, tableSeconds, selectSeconds, querySeconds, digests(kept), queryHeap, tooSmall);
    }

    private double write(Path table) {
        try (Cluster cluster = clusters.get()) {
            long begun = System.nanoTime();
            cluster.scoreTables().write(settings.rows(), settings.seed(), table);
            return (System.nanoTime() - begun) * 1e-9;
        }
    }

    private double select(SelectTurn turn) throws IOException, InterruptedException {
        return processes
                .seconds(turn, settings.heapMegabytes())
                .orElseThrow(() -> outOfMemory(turn.way(), settings.heapMegabytes()));
    }

    /** What a process that ran out of memory has written lies apart. */
    private double query(Path table, Path queried) throws IOException, InterruptedException {
        while (true) {
            SelectTurn turn = new SelectTurn(SelectWay.ROW_NUMBER, table, queried.resolve(Integer.toString(queryHeap)));
            OptionalDouble seconds = processes.seconds(turn, queryHeap);
            if (seconds.isPresent()) {
                return seconds.getAsDouble();
            }
            progress.accept(text("row_number ran out of memory with a heap of %,d MB", queryHeap));
            tooSmall.add(queryHeap);
            if (tooSmall.size() == MOST_TRIES) {
                throw outOfMemory(turn.way(), queryHeap);
            }
            queryHeap += queryHeap / 2;
        }
    }

    private static UserException outOfMemory(SelectWay way, int heapMegabytes) {
        return new UserException(text(
                "benchmark select: %s ran out of memory with a heap of %d MB; give it more with --heap, or fewer --rows",
                way.word(), heapMegabytes));
    }

    private List<Digest> digests(List<Path> kept) {
        try (Cluster cluster = clusters.get()) {
            return kept.stream().map(cluster.scoreTables()::digest).toList();
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
