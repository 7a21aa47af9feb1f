package io.espalier.cli;

import io.espalier.api.Espalier;
import io.espalier.api.TrainingOptions;
import io.espalier.api.TrainingResult;
import io.espalier.benchmark.TrialRunner;
import io.espalier.run.RunRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Trains plans one after the other in one Spark cluster, each with a run directory of its own. */
final class BenchmarkRuns implements TrialRunner, AutoCloseable {
    private final Path parent;
    private final boolean keep;
    private final TrainingOptions options;

    private BenchmarkRuns(Path parent, boolean keep, Cluster cluster, Console console) {
        this.parent = parent;
        this.keep = keep;
        this.options =
                TrainingOptions.defaults().cluster(cluster).listener(new Progress(Progress.Detail.WARNINGS, console));
    }

    /** Runs below a directory, or in a temporary place where they are removed as soon as they are looked at. */
    static BenchmarkRuns under(Optional<Path> output, Cluster cluster, Console console) throws IOException {
        Path parent = output.isPresent() ? output.get() : Files.createTempDirectory("espalier-benchmark");
        RunDirectory.requireWritable(parent);
        return new BenchmarkRuns(parent, output.isPresent(), cluster, console);
    }

    @Override
    public RunRecord train(TrainingPlan plan) {
        TrainingResult result = Espalier.train(plan, parent, options);
        if (!result.completed()) {
            throw new IllegalStateException("Run is not completed: " + result.directory());
        }
        if (!keep) {
            new RunDirectory(result.directory()).delete();
        }
        return result.record();
    }

    @Override
    public void close() throws IOException {
        if (!keep) {
            Files.deleteIfExists(parent);
        }
    }
}
