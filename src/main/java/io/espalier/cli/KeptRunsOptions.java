package io.espalier.cli;

import com.beust.jcommander.Parameter;
import io.espalier.spark.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a benchmark keeps its runs, if it keeps them. */
final class KeptRunsOptions {
    @Parameter(
            names = "--output",
            description =
                    "Directory under which the runs are kept, and complete ones are taken from; without it they are"
                            + " removed.")
    private @Nullable String output;

    /** The runs, in a cluster. */
    BenchmarkRuns runs(Cluster cluster, Console console) throws IOException {
        return BenchmarkRuns.under(Optional.ofNullable(output).map(Path::of), cluster, console);
    }
}
