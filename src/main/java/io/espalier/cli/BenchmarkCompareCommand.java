package io.espalier.cli;

import com.beust.jcommander.IStringConverter;
import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParameterException;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import io.espalier.UserException;
import io.espalier.benchmark.BenchmarkReport;
import io.espalier.benchmark.PeerBenchmark;
import io.espalier.benchmark.PeerSettings;
import io.espalier.store.TemporaryDirectory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code espalier benchmark compare}: the speed of an engine against other software. */
@Parameters(
        commandNames = "compare",
        commandDescription =
                "Compares the speed of an engine with that of PyTorch or DL4J, in turns. Nothing else may run meanwhile.")
final class BenchmarkCompareCommand implements Command {
    private static final String COMMAND = "benchmark compare";

    @Parameter(
            names = "--peer",
            description =
                    "pytorch; dl4j: its own fit; dl4j-spark: its parameter averaging, of mlp, against our rounds.",
            converter = Peer.Converter.class)
    private Peer peer = Peer.PYTORCH;

    @Parameter(names = "--python", description = "Python that has PyTorch.")
    private String python = "python3";

    @Parameter(names = "--turns", description = "Turns that are measured, after one of warm-up.")
    private int turns = 5;

    @ParametersDelegate
    private final ReplicaOptions replicas = new ReplicaOptions(2);

    @ParametersDelegate
    private final NoArguments arguments = new NoArguments();

    @ParametersDelegate
    private final BenchmarkOptions options = new BenchmarkOptions();

    /** What an engine is compared with. */
    enum Peer {
        PYTORCH,
        DL4J,
        DL4J_SPARK;

        /** As it is typed. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Finds a peer by its word. */
        static final class Converter implements IStringConverter<Peer> {
            @Override
            public Peer convert(String word) {
                return Arrays.stream(values())
                        .filter(peer -> peer.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> new ParameterException("--peer must be one of "
                                + Arrays.stream(values()).map(Peer::word).collect(Collectors.joining(", ")) + ": "
                                + word));
            }
        }
    }

    @Override
    public int run(Console console) throws Exception {
        arguments.require(COMMAND);
        options.print(
                report(usable(() -> new PeerSettings(replicas.settings(COMMAND), turns)), options.progress(console)),
                console);
        return 0;
    }

    private BenchmarkReport report(PeerSettings settings, Consumer<String> progress) throws Exception {
        PeerBenchmark benchmark = new PeerBenchmark(settings, progress);
        switch (peer) {
            case PYTORCH -> {
                try (TemporaryDirectory directory = TemporaryDirectory.create()) {
                    return benchmark.againstPytorch(python, directory.path());
                }
            }
            case DL4J -> {
                return benchmark.againstDl4j();
            }
            case DL4J_SPARK -> {
                return BenchmarkDl4jSparkCommand.report(usable(settings::rounds), progress);
            }
        }
        throw new AssertionError(peer);
    }

    /** Settings, where they can be made. */
    private static <T> T usable(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw new UserException(COMMAND + ": " + e.getMessage(), e);
        }
    }
}
