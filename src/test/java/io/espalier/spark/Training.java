package io.espalier.spark;

import io.espalier.dl4j.PlannedNetwork;
import io.espalier.run.Ledger;
import io.espalier.run.RoundRecord;
import io.espalier.run.TrainingPlan;
import io.espalier.trainer.Checkpoints;
import io.espalier.trainer.HybridConstraintTrainer;
import io.espalier.trainer.TrainerSeams;
import io.espalier.trainer.TrainerState;
import io.espalier.trainer.TrainingBackend;
import io.espalier.trainer.TrainingListener;
import io.espalier.trainer.WorkerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Trains a plan on a backend with no checkpoints and no user. */
public final class Training {
    private static final Path STATES = Path.of("target", "worker-states").toAbsolutePath();

    /** Of a checkpoint only the workers' states are kept: a run may need them before it ends. */
    private static final Checkpoints NOWHERE = new Checkpoints() {
        @Override
        public WorkerFiles save(TrainerState state, WorkerWriter workers) {
            return new WorkerFiles(STATES.toString(), workers.write(STATES.toString()));
        }

        @Override
        public Optional<TrainerState> latest() {
            return Optional.empty();
        }
    };

    private Training() {}

    /** Weights at the end of the plan. */
    public static float[] weights(TrainingPlan plan, TrainingBackend backend) {
        return weights(plan, backend, round -> {});
    }

    /** Weights at the end of the plan; what happens after each round is given. */
    public static float[] weights(TrainingPlan plan, TrainingBackend backend, Consumer<RoundRecord> afterRound) {
        try {
            Files.createDirectories(STATES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PlannedNetwork planned = PlannedNetwork.of(plan, backend.data());
        TrainerSeams seams = new TrainerSeams(
                NOWHERE, afterRound, new TrainingListener() {}, () -> false, new Ledger(System::nanoTime));
        TrainerState start = TrainerState.start(planned.start(), plan.training().workers());
        return new HybridConstraintTrainer(plan, planned.network(), start, backend, seams)
                .train()
                .structure()
                .model()
                .parameters();
    }
}
