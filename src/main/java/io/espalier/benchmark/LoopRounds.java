package io.espalier.benchmark;

import io.espalier.dl4j.PlannedNetwork;
import io.espalier.network.Network;
import io.espalier.run.Ledger;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.spark.Cluster;
import io.espalier.spark.JobOwner;
import io.espalier.spark.RunTables;
import io.espalier.spark.SparkBackend;
import io.espalier.spark.task.Admission;
import io.espalier.trainer.Checkpoints;
import io.espalier.trainer.HybridConstraintTrainer;
import io.espalier.trainer.TrainerSeams;
import io.espalier.trainer.TrainerState;
import io.espalier.trainer.TrainingListener;
import io.espalier.trainer.WorkerFiles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The round loop of a plan, one round at a time. Nothing is saved. */
final class LoopRounds implements AutoCloseable {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private final SparkBackend backend;
    private final Network network;
    private final HybridConstraintTrainer trainer;
    private final Deque<RoundRecord> records = new ArrayDeque<>();
    private int roundsAllowed;

    /**
     * One round.
     *
     * @param milliseconds of wall time, all of the driver's work between two rounds included
     */
    record Round(double milliseconds, RoundRecord record) {}

    LoopRounds(TrainingPlan plan, Cluster cluster, Path directory) {
        RunTables tables = new RunTables(
                directory.resolve("scores"), directory.resolve("selection"), (table, data, snapshots) -> {});
        backend = cluster.open(
                new JobOwner("loop", () -> "start again"),
                plan,
                Admission.ANY,
                Engines.factory(plan.training().engine()),
                tables,
                System::currentTimeMillis);
        PlannedNetwork planned = PlannedNetwork.of(plan, backend.data());
        network = planned.network();
        TrainerSeams seams = new TrainerSeams(
                new NothingSaved(),
                records::add,
                new TrainingListener() {},
                () -> roundsAllowed-- == 0,
                new Ledger(System::nanoTime));
        TrainerState start = TrainerState.start(planned.start(), plan.training().workers());
        trainer = new HybridConstraintTrainer(plan, network, start, backend, seams);
    }

    Network network() {
        return network;
    }

    /** Trains the next round. */
    Round next() {
        roundsAllowed = 1;
        long begun = System.nanoTime();
        var unused = trainer.train();
        double milliseconds = (System.nanoTime() - begun) / NANOS_PER_MILLISECOND;
        return new Round(milliseconds, records.removeLast());
    }

    @Override
    public void close() {
        backend.close();
    }

    /** Checkpoints are no part of what is measured. */
    private static final class NothingSaved implements Checkpoints {
        @Override
        public WorkerFiles save(TrainerState state, WorkerWriter workers) {
            return WorkerFiles.NONE;
        }

        @Override
        public Optional<TrainerState> latest() {
            return Optional.empty();
        }
    }
}
