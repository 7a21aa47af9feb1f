package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.api.Espalier;
import io.espalier.benchmark.HeapBenchmark;
import io.espalier.benchmark.HeapSettings;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.store.TemporaryDirectory;
import java.nio.file.Path;
import java.util.Optional;

/** {@code espalier benchmark heap}: what heap the driver needs for a large table or a large network. */
@Parameters(
        commandNames = "heap",
        commandDescription =
                "Trains on a large made-up table and gives the driver's peak heap. ESPALIER_HEAP=1g sets its limit.")
final class BenchmarkHeapCommand implements Command {
    @Parameter(names = "--rows", description = "Rows of the table.")
    private long rows = 5_000_000;

    @Parameter(names = "--features", description = "Columns of the table beside id and label.")
    private int features = 64;

    @ParametersDelegate
    private final SetOptions sets = new SetOptions();

    @Parameter(names = "--master", description = "Spark master.")
    private String master = "local-cluster[2,1,2048]";

    @Parameter(names = "--seed", description = "Seed of table and training.")
    private long seed = 1;

    @ParametersDelegate
    private final NoArguments arguments = new NoArguments();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        arguments.require("benchmark heap");
        HeapSettings settings = settings();
        try (TemporaryDirectory directory = TemporaryDirectory.create()) {
            TrainingPlan plan = settings.plan(directory.path());
            Espalier.check(plan);
            Path table = directory.path().resolve("table");
            try (Cluster cluster = Cluster.start(Launch.sparkSettings(plan));
                    BenchmarkRuns runs = BenchmarkRuns.under(Optional.empty(), cluster, console)) {
                options.print(HeapBenchmark.run(settings, cluster, table, runs, options.progress(console)), console);
            }
        }
        return 0;
    }

    private HeapSettings settings() {
        try {
            return new HeapSettings(rows, features, sets.values(), master, seed);
        } catch (IllegalArgumentException e) {
            throw new UserException("benchmark heap: " + e.getMessage(), e);
        }
    }
}
