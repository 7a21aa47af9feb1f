package io.espalier.cli;

import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.benchmark.EngineBenchmark;
import io.espalier.benchmark.EngineSettings;
import io.espalier.benchmark.MatrixLimit;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** {@code espalier benchmark engine}: what an engine computes in a second. */
@Parameters(
        commandNames = "engine",
        commandDescription =
                "Measures the speed of training, of the forward pass and of scoring without Spark, beside what products of"
                        + " matrices reach on this machine. Nothing else may run meanwhile.")
final class BenchmarkEngineCommand implements Command {
    @ParametersDelegate
    private final ReplicaOptions replicas = new ReplicaOptions(4);

    @ParametersDelegate
    private final NoArguments arguments = new NoArguments();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    @Override
    public int run(Console console) throws Exception {
        arguments.require("benchmark engine");
        EngineSettings settings = replicas.settings("benchmark engine");
        Consumer<String> progress = options.progress(console);
        List<String> instructionSets = new MachineProbe(Path.of("/"), System.getenv()).instructionSets();
        MatrixLimit limit = MatrixLimit.measure(BlasCore.types(instructionSets), progress);
        options.print(EngineBenchmark.run(settings, limit, progress), console);
        return 0;
    }
}
