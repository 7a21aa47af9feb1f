package io.espalier.cli;

import io.espalier.api.Espalier;
import io.espalier.api.TrainingOptions;
import io.espalier.api.TrainingResult;
import io.espalier.benchmark.KeptRun;
import io.espalier.benchmark.RunKeeper;
import io.espalier.benchmark.TrialRunner;
import io.espalier.run.PlanIdentity;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.store.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trains plans one after the other in one Spark cluster, each with a run directory of its own. Below a directory where runs are kept, one
 * that is complete there, of the same plan and version, is taken in place of training it again.
 */
final class BenchmarkRuns implements TrialRunner, RunKeeper, AutoCloseable {
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
        try (KeptRun run = keep(plan)) {
            return run.record();
        }
    }

    @Override
    public KeptRun keep(TrainingPlan plan) {
        return earlier(plan).orElseGet(() -> {
            TrainingResult result = Espalier.train(plan, parent, options);
            if (!result.completed()) {
                throw new IllegalStateException("Run is not completed: " + result.directory());
            }
            RunDirectory directory = new RunDirectory(result.directory());
            return new KeptRun(result.record(), result.directory(), keep ? () -> {} : directory::delete);
        });
    }

    private Optional<KeptRun> earlier(TrainingPlan plan) {
        if (!keep || !Files.isDirectory(parent)) {
            return Optional.empty();
        }
        try (Stream<Path> directories = Files.list(parent)) {
            return directories
                    .sorted()
                    .filter(directory -> Files.isRegularFile(new RunDirectory(directory).record()))
                    .map(directory ->
                            new KeptRun(Espalier.record(new RunDirectory(directory).record()), directory, () -> {}))
                    .filter(run -> isComplete(run.record(), plan))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isComplete(RunRecord record, TrainingPlan plan) {
        return record.outcome().status() == Status.COMPLETED
                && record.provenance().espalier().equals(Espalier.version())
                && PlanIdentity.differences(record.plan(), plan).isEmpty();
    }

    @Override
    public void close() throws IOException {
        if (!keep) {
            Files.deleteIfExists(parent);
        }
    }
}
