package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.benchmark.SelectBenchmark;
import io.espalier.benchmark.SelectSettings;
import io.espalier.spark.Cluster;
import io.espalier.spark.MasterCheck;
import io.espalier.store.TemporaryDirectory;
import java.math.BigDecimal;

/** {@code espalier benchmark select}: how long a selection from a large table takes, against a query that sorts it. */
@Parameters(
        commandNames = "select",
        commandDescription = "Selects from a large made-up table of scores, and has Spark SQL's row_number do the same."
                + " ESPALIER_HEAP=2g sets the heap's limit.")
final class BenchmarkSelectCommand implements Command {
    @Parameter(names = "--rows", description = "Rows of the table.")
    private long rows = 10_000_000;

    @Parameter(names = "--keep", description = "Fraction of the rows that is kept, in (0, 1].")
    private BigDecimal keep = new BigDecimal("0.5");

    @Parameter(names = "--pairs", description = "Times that each way selects.")
    private int pairs = 1;

    @Parameter(names = "--master", description = "Spark master.")
    private String master = "local[2]";

    @Parameter(names = "--seed", description = "Seed of table and selection.")
    private long seed = 1;

    @ParametersDelegate
    private final NoArguments arguments = new NoArguments();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        arguments.require("benchmark select");
        SelectSettings settings = settings();
        MasterCheck.requireUsable(master);
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                Cluster cluster = Cluster.start(Launch.sparkSettings(master, "benchmark select"))) {
            options.print(SelectBenchmark.run(settings, cluster, directory.path(), options.progress(console)), console);
        }
        return 0;
    }

    private SelectSettings settings() {
        try {
            return new SelectSettings(rows, keep, pairs, master, seed);
        } catch (IllegalArgumentException e) {
            throw new UserException("benchmark select: " + e.getMessage(), e);
        }
    }
}
