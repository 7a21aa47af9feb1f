package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.benchmark.MasterBenchmark;
import io.espalier.benchmark.MasterReport;
import io.espalier.benchmark.MasterSettings;
import io.espalier.run.Engine;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.spark.MasterCheck;
import io.espalier.store.TemporaryDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@code espalier benchmark dl4j-spark}: the round loop against dl4j-spark's own. */
@Parameters(
        commandNames = "dl4j-spark",
        commandDescription =
                "Compares the speed of the round loop with that of dl4j-spark's parameter averaging. Nothing else may"
                        + " run meanwhile.")
final class BenchmarkDl4jSparkCommand implements Command {
    @Parameter(names = "--engine", description = "What computes a step of our loop.")
    private Engine engine = Engine.AUTO;

    @Parameter(names = "--batch", description = "Examples of a batch of one worker.")
    private int batch = 128;

    @Parameter(names = "--steps", description = "Steps of a worker between two averagings.")
    private int steps = MasterSettings.STEPS;

    @Parameter(names = "--epochs", description = "Epochs that are measured, of 12 averagings each.")
    private int epochs = 3;

    @Parameter(names = "--warm-up", description = "Epochs before them.")
    private int warmUp = 1;

    @Parameter(
            names = "--prefetch",
            description = "Batches that a worker of dl4j-spark reads ahead, separated by commas; the fastest counts.")
    private List<Integer> prefetch = new ArrayList<>(MasterSettings.PREFETCH);

    @Parameter(names = "--master", description = "Spark master on this machine.")
    private String master = MasterSettings.MASTER;

    @Parameter(names = "--seed", description = "Seed of data and weights.")
    private long seed = 1;

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        options.print(report(settings(), options.progress(console)), console);
        return 0;
    }

    /** Runs the benchmark in a Spark of its own. */
    static MasterReport report(MasterSettings settings, Consumer<String> progress) throws IOException {
        MasterCheck.requireUsable(settings.master());
        try (TemporaryDirectory directory = TemporaryDirectory.create()) {
            TrainingPlan plan = settings.plan(directory.path());
            try (Cluster cluster = Cluster.start(Launch.sparkSettings(plan))) {
                return MasterBenchmark.run(settings, cluster, directory.path(), progress);
            }
        }
    }

    private MasterSettings settings() {
        try {
            return new MasterSettings(engine, batch, steps, epochs, warmUp, prefetch, master, seed);
        } catch (IllegalArgumentException e) {
            throw new UserException("benchmark dl4j-spark: " + e.getMessage(), e);
        }
    }
}
