package io.espalier.trainer;

import io.espalier.run.Ledger;
import io.espalier.run.RoundRecord;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the trainer needs beside a backend.
 *
 * @param checkpoints keeps states
 * @param rounds makes a round's record durable before it returns
 * @param listener told after that
 * @param stopRequested asked between two rounds; true ends the run after a checkpoint
 * @param ledger of the run's seconds, begun when the program began, so that start-up is counted
 */
public record TrainerSeams(
        Checkpoints checkpoints,
        Consumer<RoundRecord> rounds,
        TrainingListener listener,
        BooleanSupplier stopRequested,
        Ledger ledger) {}
