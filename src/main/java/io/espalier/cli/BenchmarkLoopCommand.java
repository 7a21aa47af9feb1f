package io.espalier.cli;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.benchmark.LoopBenchmark;
import io.espalier.benchmark.LoopSettings;
import io.espalier.run.NetworkKind;
import io.espalier.spark.Cluster;
import io.espalier.spark.MasterCheck;
import io.espalier.store.TemporaryDirectory;

/** {@code espalier benchmark loop}: what the round loop costs beside bare training threads. */
@Parameters(
        commandNames = "loop",
        commandDescription =
                "Compares the speed of the round loop with that of the same steps on two bare threads. Nothing else may run meanwhile.")
final class BenchmarkLoopCommand implements Command {
    @Parameter(names = "--network", description = "mlp (784-512-512-10), lenet or resnet.")
    private NetworkKind network = NetworkKind.MLP;

    @Parameter(names = "--master", description = "Spark master with two workers on this machine.")
    private String master = "local[2]";

    @ParametersDelegate
    private final RoundOptions rounds = new RoundOptions(20, 5);

    @ParametersDelegate
    private final NoArguments arguments = new NoArguments();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        arguments.require("benchmark loop");
        LoopSettings settings = rounds.settings("benchmark loop", network, master);
        MasterCheck.requireUsable(master);
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                Cluster cluster = Cluster.start(Launch.sparkSettings(settings.plan(directory.path())))) {
            options.print(LoopBenchmark.run(settings, cluster, directory.path(), options.progress(console)), console);
        }
        return 0;
    }
}
