package io.espalier.cli;

import io.espalier.benchmark.TrialRunner;
import io.espalier.config.PlanJson;
import io.espalier.run.PlanIdentity;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.store.RecordJson;
import io.espalier.store.RunDirectory;
import io.espalier.store.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** Trains plans one after the other in one Spark cluster, each with a run directory of its own. */
final class BenchmarkRuns implements TrialRunner, AutoCloseable {
    private final Path parent;
    private final boolean keep;
    private final Cluster cluster;
    private final Progress progress;
    private final Clock clock = Clock.systemUTC();
    private final RecordJson records = new RecordJson(PlanJson::toJson, node -> PlanJson.fromJson(node, "run.json"));

    private BenchmarkRuns(Path parent, boolean keep, Cluster cluster, Console console) {
        this.parent = parent;
        this.keep = keep;
        this.cluster = cluster;
        this.progress = new Progress(Progress.Detail.WARNINGS, console);
    }

    /** Runs below a directory, or in a temporary place where they are removed as soon as they are looked at. */
    static BenchmarkRuns under(Optional<Path> output, Cluster cluster, Console console) throws IOException {
        Path parent = output.isPresent() ? output.get() : Files.createTempDirectory("espalier-benchmark");
        RunDirectory.requireWritable(parent);
        return new BenchmarkRuns(parent, output.isPresent(), cluster, console);
    }

    @Override
    public RunRecord train(TrainingPlan plan) {
        String runId = RunId.of(plan.name(), PlanIdentity.hash(plan), clock.instant());
        try (TrainingRun run = TrainingRun.start(plan, parent, runId, records, clock, progress)) {
            var unused = run.train(cluster);
        }
        RunDirectory directory = RunDirectory.open(parent.resolve(runId));
        RunRecord record = records.read(directory.record());
        if (record.outcome().status() != Status.COMPLETED || record.results().isEmpty()) {
            throw new IllegalStateException("Run is not completed: " + directory.record());
        }
        if (!keep) {
            directory.delete();
        }
        return record;
    }

    @Override
    public void close() throws IOException {
        if (!keep) {
            Files.deleteIfExists(parent);
        }
    }
}
