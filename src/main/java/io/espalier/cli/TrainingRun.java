package io.espalier.cli;

import io.espalier.UserException;
import io.espalier.constraint.UnreachableTargetException;
import io.espalier.dl4j.Dl4jReplicaFactory;
import io.espalier.dl4j.PlannedNetwork;
import io.espalier.run.Cause;
import io.espalier.run.DataSummary;
import io.espalier.run.Ledger;
import io.espalier.run.PlanIdentity;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.PhaseRecord;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.ScoreLineage;
import io.espalier.run.TrainingPlan;
import io.espalier.run.TrainingPlan.PhaseKind;
import io.espalier.spark.Cluster;
import io.espalier.spark.RunTables;
import io.espalier.spark.SparkBackend;
import io.espalier.store.DirectoryCheckpoints;
import io.espalier.store.JsonDocument;
import io.espalier.store.OwnerLock;
import io.espalier.store.RecordJson;
import io.espalier.store.RoundLog;
import io.espalier.store.RunDirectory;
import io.espalier.trainer.DivergedException;
import io.espalier.trainer.HybridConstraintTrainer;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.TrainedModel;
import io.espalier.trainer.TrainerSeams;
import io.espalier.trainer.TrainerState;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * One run from its directory to its report: puts the parts together, in the order in which they can fail.
 *
 * <p>Close it to give up the run directory.
 */
final class TrainingRun implements AutoCloseable {
    private final TrainingPlan plan;
    private final RunDirectory directory;
    private final OwnerLock lock;
    private final RecordJson records;
    private final Clock clock;
    private final Progress progress;
    private final boolean resumed;
    /** The directory that was there before the run; a resumed run made none. */
    private final Optional<Path> existing;

    private RunRecord record;

    /** How a run ended, for the command. */
    record Ending(RunRecord record, int exitCode) {}

    private TrainingRun(
            RunRecord record,
            TrainingPlan plan,
            RunDirectory directory,
            RecordJson records,
            Clock clock,
            Progress progress,
            Optional<Path> existing) {
        this.record = record;
        this.plan = plan;
        this.directory = directory;
        this.lock = directory.own();
        this.records = records;
        this.clock = clock;
        this.progress = progress;
        this.resumed = existing.isEmpty();
        this.existing = existing;
    }

    /** A new run in a directory of its own. */
    static TrainingRun start(
            TrainingPlan plan, Path parent, String runId, RecordJson records, Clock clock, Progress progress) {
        RunRecord record = new RunRecord(
                RunRecord.SCHEMA_VERSION,
                runId,
                plan,
                Provenances.before(plan, clock),
                Optional.empty(),
                List.of(),
                new Outcome(Status.RUNNING, ""),
                Optional.empty());
        Path existing = RunDirectory.existing(parent);
        RunDirectory directory = RunDirectory.create(parent, runId);
        return new TrainingRun(record, plan, directory, records, clock, progress, Optional.of(existing));
    }

    /** Goes on with an interrupted run. */
    static TrainingRun resume(
            RunRecord record,
            TrainingPlan plan,
            RunDirectory directory,
            RecordJson records,
            Clock clock,
            Progress progress) {
        return new TrainingRun(record, plan, directory, records, clock, progress, Optional.empty());
    }

    /** Trains in a cluster of its own to the end, or to a request to stop. */
    Ending train() {
        return recorded(() -> {
            try (StopSignal stop = StopSignal.install(plan.stop().graceSeconds());
                    Cluster cluster = Cluster.start(Launch.sparkSettings(plan))) {
                return train(
                        cluster,
                        stop,
                        () -> ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3);
            }
        });
    }

    /** Trains in an open cluster to the end; its seconds begin now. */
    Ending train(Cluster cluster) {
        long begun = System.nanoTime();
        return recorded(() -> {
            try (StopSignal stop = StopSignal.none()) {
                return train(cluster, stop, () -> (System.nanoTime() - begun) * 1e-9);
            }
        });
    }

    /** Every ending but a killed process leaves its outcome in the record. */
    private Ending recorded(Supplier<Ending> training) {
        write(new Outcome(Status.RUNNING, ""));
        progress.say("run: %s", directory.path());
        try {
            return training.get();
        } catch (DivergedException e) {
            write(new Outcome(Status.FAILED, String.valueOf(e.getMessage())));
            throw e;
        } catch (UserException e) {
            abandonOrFail(e);
            throw e;
        } catch (RuntimeException e) {
            write(new Outcome(
                    Status.FAILED,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
            throw e;
        }
    }

    private Ending train(Cluster cluster, StopSignal stop, DoubleSupplier secondsBefore) {
        ReplicaFactory replicas = new Dl4jReplicaFactory();
        RunTables tables = new RunTables(directory.scores(), directory.selection(), this::writeLineage);
        try (SparkBackend backend = cluster.open(directory.runId(), plan, replicas, tables, clock::millis);
                RoundLog rounds = RoundLog.open(directory)) {
            DataSummary data = backend.data();
            requireSameData(data);
            PlannedNetwork planned = PlannedNetwork.of(plan, data);
            backend.requireCollectable(planned.network());
            record = Provenances.complete(record, data, cluster, cluster.kernelProbe(replicas), resumed);
            write(new Outcome(Status.RUNNING, ""));

            DirectoryCheckpoints checkpoints = new DirectoryCheckpoints(
                    directory,
                    plan.phases(),
                    PlanIdentity.hash(plan),
                    plan.checkpoint().keep(),
                    progress::warned);
            TrainerState start = startState(checkpoints, rounds, planned);
            Ledger ledger = ledger(start, checkpoints, secondsBefore);
            TrainerSeams seams = new TrainerSeams(checkpoints, rounds::append, progress, stop, ledger);
            HybridConstraintTrainer trainer = trainer(planned, backend, seams);
            // Not before: where the plan is refused, that is all that is said.
            progress.dataRead(data);
            caution().ifPresent(progress::warned);
            TrainerState end = train(trainer, start, checkpoints);
            return trainer.finished(end) ? completed(trainer.finish(end), end, backend) : stopped(end, stop);
        }
    }

    /** Who reads that a run diverged wants to know where it was still good. */
    private TrainerState train(HybridConstraintTrainer trainer, TrainerState start, DirectoryCheckpoints checkpoints) {
        try {
            return trainer.train(start);
        } catch (DivergedException e) {
            throw e.after(checkpoints.latest().map(checkpoints::name));
        }
    }

    private void requireSameData(DataSummary data) {
        record.data()
                .filter(known -> !known.fingerprint().equals(data.fingerprint()))
                .ifPresent(known -> {
                    throw new UserException("The data of run " + record.runId()
                            + " has changed since it began (fingerprint " + known.fingerprint() + ", now "
                            + data.fingerprint() + "); a run is resumed with the data it began with");
                });
    }

    private void writeLineage(Path table, DataSummary data, int snapshots) {
        ScoreLineage lineage = new ScoreLineage(
                ScoreLineage.SCHEMA_VERSION,
                List.of(plan.importance().method().name().toLowerCase(Locale.ROOT)),
                data.fingerprint(),
                data.trainExamples(),
                directory.runId(),
                PlanIdentity.hash(plan),
                snapshots,
                plan.importance().batch(),
                plan.training().seed(),
                Version.text());
        new JsonDocument<>(ScoreLineage.class).write(lineage, table.resolve("_lineage.json"));
    }

    /**
     * Goes on with the seconds of a checkpoint. This process counts from its start; from the checkpoint to that start the run stood
     * still, or did what was lost.
     */
    private Ledger ledger(TrainerState start, DirectoryCheckpoints checkpoints, DoubleSupplier secondsBefore) {
        Ledger ledger = new Ledger(System::nanoTime, start.history().seconds());
        double sinceStart = secondsBefore.getAsDouble();
        ledger.addEarlier(Cause.OTHER, sinceStart);
        if (start.round() > 0) {
            Duration sinceSaved = Duration.between(checkpoints.savedAt(start), clock.instant());
            ledger.addEarlier(Cause.STOPPED, Math.max(0, sinceSaved.toNanos() * 1e-9 - sinceStart));
        }
        return ledger;
    }

    /** What a person should know of the selection, where the plan has one. */
    private Optional<String> caution() {
        boolean selects = plan.phases().stream().anyMatch(phase -> phase.kind() != PhaseKind.BASELINE);
        return selects ? plan.importance().selector().caution(plan.keptFraction()) : Optional.empty();
    }

    /** The core knows no users: where it refuses a plan for this data and network, the plan's author can mend it. */
    private HybridConstraintTrainer trainer(PlannedNetwork planned, SparkBackend backend, TrainerSeams seams) {
        try {
            return new HybridConstraintTrainer(plan, planned.network(), backend, seams);
        } catch (UnreachableTargetException e) {
            throw new UserException("constraint." + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private TrainerState startState(DirectoryCheckpoints checkpoints, RoundLog rounds, PlannedNetwork planned) {
        TrainerState fresh = TrainerState.start(planned.start(), plan.training().workers());
        TrainerState state = resumed ? checkpoints.latest().orElse(fresh) : fresh;
        rounds.truncateAfter(state.round());
        if (resumed) {
            progress.say("resumed after round %d", state.round());
        }
        return state;
    }

    private Ending completed(TrainedModel trained, TrainerState end, SparkBackend backend) {
        record = new RunRecord(
                record.schemaVersion(),
                record.runId(),
                plan,
                record.provenance(),
                record.data(),
                end.history().phases(),
                new Outcome(Status.COMPLETED, ""),
                Optional.of(trained.results()));
        RunOutputs outputs = new RunOutputs(directory, plan, backend.data());
        outputs.writeModel(trained, backend.scaler());
        outputs.writeReport(record, trained.selection().map(kept -> outputs.summarize(kept, backend)));
        records.write(record, directory.record());
        progress.completed(trained.results(), directory.reportHtml().toString());
        return new Ending(record, 0);
    }

    private Ending stopped(TrainerState end, StopSignal stop) {
        record = withPhases(end.history().phases());
        write(new Outcome(Status.STOPPED, "signal after round " + end.round()));
        progress.say("stopped after round %d; go on with: espalier train --resume %s", end.round(), directory.path());
        return new Ending(record, stop.exitCode());
    }

    private RunRecord withPhases(List<PhaseRecord> phases) {
        return new RunRecord(
                record.schemaVersion(),
                record.runId(),
                plan,
                record.provenance(),
                record.data(),
                phases,
                record.outcome(),
                record.results());
    }

    private void write(Outcome outcome) {
        record = new RunRecord(
                record.schemaVersion(),
                record.runId(),
                plan,
                record.provenance(),
                record.data(),
                record.phases(),
                outcome,
                record.results());
        records.write(record, directory.record());
    }

    /** A mistake found before the first round leaves nothing behind; later it ends the run, which can be resumed. */
    private void abandonOrFail(UserException mistake) {
        if (existing.isPresent() && !directory.hasProgress()) {
            directory.delete(existing.get());
        } else {
            write(new Outcome(Status.FAILED, mistake.getMessage()));
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
