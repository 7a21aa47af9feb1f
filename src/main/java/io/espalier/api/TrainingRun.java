package io.espalier.api;

import io.espalier.UserException;
import io.espalier.constraint.UnreachableTargetException;
import io.espalier.dl4j.PlannedNetwork;
import io.espalier.dl4jspark.ParameterAveragingBackend;
import io.espalier.network.Network;
import io.espalier.run.Cause;
import io.espalier.run.DataSummary;
import io.espalier.run.Ledger;
import io.espalier.run.PlanIdentity;
import io.espalier.run.RunRecord;
import io.espalier.run.RunRecord.Outcome;
import io.espalier.run.RunRecord.Status;
import io.espalier.run.ScoreLineage.Proxy;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.spark.JobOwner;
import io.espalier.spark.RunTables;
import io.espalier.spark.SparkBackend;
import io.espalier.spark.task.Admission;
import io.espalier.store.DirectoryCheckpoints;
import io.espalier.store.LineageJson;
import io.espalier.store.RecordJson;
import io.espalier.store.RoundLog;
import io.espalier.store.RunDirectory;
import io.espalier.store.RunId;
import io.espalier.trainer.DivergedException;
import io.espalier.trainer.HybridConstraintTrainer;
import io.espalier.trainer.ReplicaFactory;
import io.espalier.trainer.ScorableOutputs;
import io.espalier.trainer.TrainedModel;
import io.espalier.trainer.TrainerSeams;
import io.espalier.trainer.TrainerState;
import io.espalier.trainer.TrainingBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private final LiveRecord record;
    private final Clock clock;
    private final TrainingOptions options;
    private final RunListener listener;
    private final Instant begun;
    private final boolean resumed;
    /** The directory that was there before the run; a resumed run made none. */
    private final Optional<Path> existing;

    private Optional<GivenTable> given = Optional.empty();
    private Optional<Lineages> lineages = Optional.empty();
    /** Whether there is something to go on from: the rounds of this run, or of the process that is gone on from. */
    private boolean canGoOn;

    private TrainingRun(
            RunRecord record,
            TrainingPlan plan,
            RunDirectory directory,
            RecordJson records,
            Clock clock,
            TrainingOptions options,
            Optional<Path> existing) {
        this.plan = plan;
        this.directory = directory;
        this.record = new LiveRecord(record, plan, directory, records);
        this.clock = clock;
        this.options = options;
        this.listener = options.listener();
        this.begun = options.begun().orElseGet(clock::instant);
        this.resumed = existing.isEmpty();
        this.existing = existing;
        this.canGoOn = resumed;
    }

    /** A new run in a directory of its own. */
    static TrainingRun start(TrainingPlan plan, Path parent, RecordJson records, Clock clock, TrainingOptions options) {
        String runId = RunId.of(plan.name(), PlanIdentity.hash(plan), clock.instant());
        Instant began = options.begun().orElseGet(clock::instant);
        RunRecord record = new RunRecord(
                RunRecord.SCHEMA_VERSION,
                runId,
                plan,
                Provenances.before(plan, began),
                Optional.empty(),
                List.of(),
                new Outcome(Status.RUNNING, ""),
                Optional.empty());
        Path existing = RunDirectory.existing(parent);
        RunDirectory directory = RunDirectory.create(parent, runId);
        return new TrainingRun(record, plan, directory, records, clock, options, Optional.of(existing));
    }

    /** Goes on with an interrupted run. */
    static TrainingRun resume(
            RunRecord record,
            TrainingPlan plan,
            RunDirectory directory,
            RecordJson records,
            Clock clock,
            TrainingOptions options) {
        return new TrainingRun(record, plan, directory, records, clock, options, Optional.empty());
    }

    /** Trains to the end, or to a request to stop. */
    TrainingResult train() {
        return recorded(
                () -> options.inCluster(plan, cluster -> cluster.doing(this::afterwards, () -> train(cluster))));
    }

    /** Every ending but a killed process leaves its outcome in the record. */
    private TrainingResult recorded(Supplier<TrainingResult> training) {
        record.write(new Outcome(Status.RUNNING, ""));
        try {
            listener.runStarted(directory.path());
            return training.get();
        } catch (DivergedException e) {
            record.fail(e, String.valueOf(e.getMessage()));
            throw e;
        } catch (UserException e) {
            abandonOrFail(e);
            throw e;
        } catch (Exception e) {
            // Scala declares no exceptions: Spark's own, which Java takes for a checked one, comes here too.
            record.fail(e, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            throw e;
        }
    }

    private TrainingResult train(Cluster cluster) {
        cluster.requireShared(directory.path());
        ReplicaFactory replicas = Engines.factory(plan);
        RunTables tables = new RunTables(directory.scores(), directory.selection(), this::writeLineage);
        String kernels = cluster.kernelProbe(replicas);
        Admission admission = cluster.admission(kernels, directory.record());
        JobOwner owner = new JobOwner(directory.runId(), this::afterwards);
        try (SparkBackend backend = cluster.open(owner, plan, admission, replicas, tables, clock::millis);
                RoundLog rounds = RoundLog.open(directory)) {
            DataSummary data = backend.data();
            requireSameData(data);
            PlannedNetwork planned = PlannedNetwork.of(plan, data);
            lineages = Optional.of(
                    Lineages.by(planned.network(), plan, NetworkFile.sha256(plan), directory.runId(), cluster));
            Engines.requireSupported(plan, planned.network());
            requireScorable(planned.network());
            backend.requireMemory(planned.network(), Runtime.getRuntime().maxMemory());
            DirectoryCheckpoints checkpoints = checkpoints();
            Optional<TrainerState> saved = resumed ? checkpoints.latest() : Optional.empty();
            takeScores(backend);
            Optional<String> otherKernels = Provenances.otherKernels(record.value(), kernels);
            record.change(known -> Provenances.complete(known, data, cluster, kernels, resumed));
            record.write(new Outcome(Status.RUNNING, ""));

            TrainerState start = startState(saved, rounds, planned);
            HybridConstraintTrainer trainer = trainer(planned, start, checkpoints, rounds, roundTrainer(backend));
            // Not before: where the plan is refused, that is all that is said.
            listener.dataRead(data);
            caution().ifPresent(listener::warned);
            given.flatMap(GivenTable::caution).ifPresent(listener::warned);
            otherKernels.ifPresent(listener::warned);
            planned.cautions().forEach(listener::warned);
            canGoOn = true;
            TrainerState end = train(trainer, checkpoints, backend);
            return trainer.finished(end) ? completed(trainer.finish(end), end, backend) : stopped(end);
        }
    }

    private DirectoryCheckpoints checkpoints() {
        return new DirectoryCheckpoints(
                directory,
                plan.phases(),
                PlanIdentity.hash(plan),
                plan.checkpoint().keep(),
                listener::warned);
    }

    private void requireScorable(Network network) {
        ScorableOutputs.refusal(network, plan.importance().source().methods()).ifPresent(reason -> {
            throw new UserException("importance.method: " + reason);
        });
        ScorableOutputs.refusal(network, plan.importance().dynamic()).ifPresent(reason -> {
            throw new UserException("importance.dynamic: " + reason);
        });
    }

    /** What a person does when the cause of a failure is removed. */
    private String afterwards() {
        return canGoOn ? directory.goingOn() : "start again";
    }

    private double secondsBefore() {
        return Math.max(0, Duration.between(begun, clock.instant()).toNanos() * 1e-9);
    }

    /** Who reads that a run diverged wants to know where it was still good. */
    private TrainerState train(
            HybridConstraintTrainer trainer, DirectoryCheckpoints checkpoints, SparkBackend backend) {
        try {
            return trainer.train();
        } catch (DivergedException e) {
            throw e.after(checkpoints.latest().map(checkpoints::name));
        } finally {
            record.change(known -> Provenances.joined(known, backend.joinedExecutors()));
        }
    }

    private void requireSameData(DataSummary data) {
        record.value()
                .data()
                .filter(known -> !known.fingerprint().equals(data.fingerprint()))
                .ifPresent(known -> {
                    throw new UserException("The data of run " + directory.runId()
                            + " has changed since it began (fingerprint " + known.fingerprint() + ", now "
                            + data.fingerprint() + "); a run is resumed with the data it began with");
                });
    }

    /** Takes the scores of the table that the plan names. A run does so once: what stands there by now may be something else. */
    private void takeScores(SparkBackend backend) {
        if (!resumed || !Files.exists(directory.scores())) {
            given = GivenTable.of(plan, backend.data(), options.insistsOnScores());
            given.ifPresent(table -> backend.take(table.table()));
        }
    }

    /** Scores that were taken from a table keep their lineage. */
    private void writeLineage(Path table, DataSummary data, RunTables.Pass pass) {
        if (given.isPresent()) {
            given.flatMap(GivenTable::lineage).ifPresent(lineage -> LineageJson.write(lineage, table));
            return;
        }
        LineageJson.write(
                lineages.orElseThrow()
                        .of(
                                data,
                                Proxy.snapshots(plan, pass.snapshots()),
                                record.value().provenance().versions(),
                                pass.seconds()),
                table);
    }

    /** Goes on with the seconds of a checkpoint. This process counts from its start. */
    private Ledger ledger(TrainerState start, DirectoryCheckpoints checkpoints, DoubleSupplier secondsBefore) {
        Ledger ledger = new Ledger(System::nanoTime, start.history().seconds());
        if (!resumed) {
            ledger.addEarlier(Cause.OTHER, secondsBefore.getAsDouble());
            return ledger;
        }
        Instant began = Instant.parse(record.value().provenance().started());
        Duration saving = start.round() > 0 ? checkpoints.savingTime(start) : Duration.ZERO;
        ledger.resume(seconds(Duration.between(began, clock.instant())), secondsBefore.getAsDouble(), seconds(saving));
        return ledger;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() * 1e-9;
    }

    /** What a person should know of the selection, where the plan has one. */
    private Optional<String> caution() {
        boolean selects = plan.constrains();
        return selects ? plan.importance().selection().selector().caution(plan.keptFraction()) : Optional.empty();
    }

    /** Who trains the rounds. */
    private TrainingBackend roundTrainer(SparkBackend backend) {
        return switch (plan.averaging().master()) {
            case ESPALIER -> backend;
            case DL4J -> new ParameterAveragingBackend(plan, backend);
        };
    }

    /** The core knows no users: where it refuses a plan for this data and network, the plan's author can mend it. */
    private HybridConstraintTrainer trainer(
            PlannedNetwork planned,
            TrainerState start,
            DirectoryCheckpoints checkpoints,
            RoundLog rounds,
            TrainingBackend backend) {
        Ledger ledger = ledger(start, checkpoints, this::secondsBefore);
        TrainerSeams seams = new TrainerSeams(checkpoints, rounds::append, listener, options.stopRequested(), ledger);
        try {
            return new HybridConstraintTrainer(plan, planned.network(), start, backend, seams);
        } catch (UnreachableTargetException e) {
            throw new UserException("constraint." + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    private TrainerState startState(Optional<TrainerState> saved, RoundLog rounds, PlannedNetwork planned) {
        TrainerState state = saved.orElseGet(
                () -> TrainerState.start(planned.start(), plan.training().workers()));
        rounds.truncateAfter(state.round());
        if (resumed) {
            listener.runResumed(state.round());
        }
        return state;
    }

    private TrainingResult completed(TrainedModel trained, TrainerState end, SparkBackend backend) {
        record.end(end.history().phases(), new Outcome(Status.COMPLETED, ""), Optional.of(trained.results()));
        record.requireDirectory();
        RunOutputs outputs = new RunOutputs(directory, plan, backend.data());
        outputs.writeModel(trained, backend.scaler());
        outputs.writeReport(record.value(), trained.selection().map(kept -> outputs.summarize(kept, backend)));
        record.write();
        return new TrainingResult(directory.path(), record.value(), end.round());
    }

    private TrainingResult stopped(TrainerState end) {
        RunRecord known = record.value();
        record.end(end.history().phases(), known.outcome(), known.results());
        record.write(new Outcome(Status.STOPPED, "signal after round " + end.round()));
        return new TrainingResult(directory.path(), record.value(), end.round());
    }

    /** A mistake found before the first round leaves nothing behind; later it ends the run, which can be resumed. */
    private void abandonOrFail(UserException mistake) {
        if (!record.holdsDirectory()) {
            return;
        }
        if (existing.isPresent() && !canGoOn) {
            directory.delete(existing.get());
        } else {
            record.fail(mistake, String.valueOf(mistake.getMessage()));
        }
    }

    @Override
    public void close() {
        record.close();
    }
}
