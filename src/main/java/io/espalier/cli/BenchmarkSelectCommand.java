package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.benchmark.SelectBenchmark;
import io.espalier.benchmark.SelectSettings;
import io.espalier.benchmark.SelectTurn;
import io.espalier.spark.Cluster;
import io.espalier.spark.MasterCheck;
import io.espalier.store.TemporaryDirectory;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** {@code espalier benchmark select}: how long a selection from a large table takes, against a query that sorts it. */
@Parameters(
        commandNames = "select",
        commandDescription =
                "Selects from a large made-up table of scores, and has Spark SQL's row_number do the same, each in a process of"
                        + " its own. Nothing else may run meanwhile.")
final class BenchmarkSelectCommand implements Command {
    private static final String COMMAND = "benchmark select";
    /** How this program says it, and with what code Spark ends a process for it (SparkExitCode.OOM). */
    private static final String OUT_OF_MEMORY = "ran out of memory";

    private static final int OUT_OF_MEMORY_CODE = 52;

    @Parameter(names = "--rows", description = "Rows of the table.")
    private long rows = 10_000_000;

    @Parameter(names = "--keep", description = "Fraction of the rows that is kept, in (0, 1).")
    private BigDecimal keep = new BigDecimal("0.5");

    @Parameter(names = "--pairs", description = "Times that each way selects.")
    private int pairs = 1;

    @Parameter(names = "--master", description = "Spark master.")
    private String master = "local[2]";

    @Parameter(names = "--seed", description = "Seed of table and selection.")
    private long seed = 1;

    @Parameter(
            names = "--heap",
            description =
                    "Heap of each process that selects, in MB; that of row_number is raised where it is too small.")
    private int heap = 512;

    @ParametersDelegate
    private final SelectTurnOptions single = new SelectTurnOptions();

    @ParametersDelegate
    private final NoArguments arguments = new NoArguments();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        arguments.require(COMMAND);
        SelectSettings settings = settings();
        MasterCheck.requireUsable(master);
        Optional<SelectTurn> turn = single.turn();
        if (turn.isPresent()) {
            try (Cluster cluster = cluster()) {
                console.out().println(turn.get().seconds(settings, cluster));
            }
            return 0;
        }
        try (TemporaryDirectory directory = TemporaryDirectory.create()) {
            SelectBenchmark benchmark = new SelectBenchmark(
                    settings,
                    this::cluster,
                    (asked, heapMegabytes) -> seconds(asked, new CommandProcess(heapMegabytes, directory.path())),
                    directory.path(),
                    options.progress(console));
            options.print(benchmark.run(), console);
        }
        return 0;
    }

    private Cluster cluster() {
        return Cluster.start(Launch.sparkSettings(master, COMMAND));
    }

    private OptionalDouble seconds(SelectTurn turn, CommandProcess process) throws IOException, InterruptedException {
        CommandProcess.End end = process.run(words(turn));
        if (end.exitCode() == 0) {
            return OptionalDouble.of(Double.parseDouble(end.output().strip()));
        }
        if (end.exitCode() == OUT_OF_MEMORY_CODE || end.errors().contains(OUT_OF_MEMORY)) {
            return OptionalDouble.empty();
        }
        throw new UserException(COMMAND + ": the process of " + turn.way().word() + " ended with " + end.exitCode()
                + ": " + end.reason());
    }

    /** This command for one turn. */
    private List<String> words(SelectTurn turn) {
        return Stream.of(
                        Stream.of(COMMAND.split(" ")),
                        Stream.of("--rows", Long.toString(rows), "--keep", keep.toString()),
                        Stream.of("--master", master, "--seed", Long.toString(seed)),
                        SelectTurnOptions.words(turn).stream())
                .flatMap(words -> words)
                .toList();
    }

    private SelectSettings settings() {
        try {
            return new SelectSettings(rows, keep, pairs, master, seed, heap);
        } catch (IllegalArgumentException e) {
            throw new UserException(COMMAND + ": " + e.getMessage(), e);
        }
    }
}
