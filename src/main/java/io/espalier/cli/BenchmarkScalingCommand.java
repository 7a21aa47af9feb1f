package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.benchmark.LoopSettings;
import io.espalier.benchmark.ScalingBenchmark;
import io.espalier.run.NetworkKind;
import io.espalier.spark.Cluster;
import io.espalier.spark.MasterCheck;
import io.espalier.store.TemporaryDirectory;

/** {@code espalier benchmark scaling}: what a second executor brings. */
@Parameters(
        commandNames = "scaling",
        commandDescription =
                "Compares the speed of the round loop on one executor with that on two. Nothing else may run"
                        + " meanwhile.")
final class BenchmarkScalingCommand implements Command {
    private static final String PLACE = "local[2]";

    @Parameter(names = "--turns", description = "Turns of both clusters.")
    private int turns = 2;

    @Parameter(names = "--executor-memory", description = "Memory of an executor in MB.")
    private int executorMemory = 2048;

    @ParametersDelegate
    private final RoundOptions rounds = new RoundOptions(15, 25);

    @ParametersDelegate
    private final NoArguments arguments = new NoArguments();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        arguments.require("benchmark scaling");
        if (turns < 1) {
            throw new UserException("benchmark scaling: Turns must be at least 1: " + turns);
        }
        MasterCheck.requireUsable("local-cluster[2,1," + executorMemory + "]");
        LoopSettings settings = rounds.settings("benchmark scaling", NetworkKind.MLP, PLACE);
        try (TemporaryDirectory directory = TemporaryDirectory.create()) {
            options.print(
                    ScalingBenchmark.run(
                            settings,
                            turns,
                            executorMemory,
                            plan -> Cluster.start(Launch.sparkSettings(plan)),
                            directory.path(),
                            options.progress(console)),
                    console);
        }
        return 0;
    }
}
