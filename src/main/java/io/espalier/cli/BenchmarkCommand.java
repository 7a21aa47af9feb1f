package io.espalier.cli;

import com.beust.jcommander.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code espalier benchmark}: gives the figures that this project states of itself. */
@Parameters(
        commandNames = "benchmark",
        commandDescription = "Measures quality, speed or memory: benchmark quality JOB.yaml.")
final class BenchmarkCommand implements Command {
    private final Map<String, Command> subcommands = new LinkedHashMap<>();

    BenchmarkCommand() {
        subcommands.put("quality", new BenchmarkQualityCommand());
        subcommands.put("selection", new BenchmarkSelectionCommand());
        subcommands.put("mislabelled", new BenchmarkMislabelledCommand());
        subcommands.put("loop", new BenchmarkLoopCommand());
        subcommands.put("engine", new BenchmarkEngineCommand());
        subcommands.put("compare", new BenchmarkCompareCommand());
        subcommands.put("dl4j-spark", new BenchmarkDl4jSparkCommand());
        subcommands.put("scaling", new BenchmarkScalingCommand());
        subcommands.put("kills", new BenchmarkKillsCommand());
        subcommands.put("heap", new BenchmarkHeapCommand());
        subcommands.put("select", new BenchmarkSelectCommand());
    }

    @Override
    public Map<String, Command> subcommands() {
        return subcommands;
    }

    @Override
    public int run(Console console) {
        throw new IllegalStateException("A command below benchmark does the work");
    }
}
