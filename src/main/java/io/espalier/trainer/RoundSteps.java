package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.importance.ScoreMethod;
import io.espalier.trainer.Worker.StepSettings;
import java.util.Set;
import java.util.function.LongSupplier;

/** The steps of one worker in one round: which rows they present, with what weights, and what is noted of them. Used once. */
final class RoundSteps {
    private final RoundTask task;
    private final int worker;
    private final StepSettings settings;
    private final int outputs;
    private final SelectedRows selected;
    private final ExampleNotes notes;
    private final EpochRows rows;
    private final ShardWalk walk;
    private final Batch batch;
    private final float[] weights;
    private final ExampleScores scores;

    /**
     * The steps of a round.
     *
     * @param selected rows, at least one
     * @param history of the shard's examples before the round
     */
    RoundSteps(
            RoundTask task,
            int worker,
            Shard shard,
            SelectedRows selected,
            ExampleHistory history,
            StepSettings settings) {
        this.task = task;
        this.worker = worker;
        this.settings = settings;
        this.outputs = task.model().network().outputs();
        this.selected = selected;
        Cursor cursor = task.cursors().get(worker);
        Presentations presentations = task.presentations();
        this.notes = new ExampleNotes(history, presentations.noted(), shard.rows());
        this.rows = new EpochRows(shard, selected, presentations.dynamic(), settings.seed(), notes, cursor.epoch());
        int stepRows = Math.min(settings.stepRows(), shard.rows());
        this.walk = new ShardWalk(shard, rows, new ShardOrder(shard.rows(), settings.seed(), worker), cursor, stepRows);
        int capacity = ShardWalk.capacity(stepRows);
        this.batch = new Batch(capacity, task.model().network().input().size());
        this.weights = new float[capacity];
        this.scores = new ExampleScores(
                notes.any() ? capacity : 0,
                task.model().network(),
                presentations.noted().contains(Observation.LOSS) ? Set.of(ScoreMethod.LOSS) : Set.of());
    }

    /**
     * What the steps came to, beside what is in the replica.
     *
     * @param weight sum of the selected rows' weights
     * @param keptRows selected rows
     * @param epochRows those of them that the epoch in which the worker stands presents
     * @param lossSum of the presented rows' losses
     * @param history of the shard's examples after the round
     */
    record End(
            Cursor cursor,
            double weight,
            long keptRows,
            long epochRows,
            long examples,
            double lossSum,
            long nanos,
            ExampleHistory history) {}

    /**
     * Makes the steps.
     *
     * @param nanoClock read before the first and after each
     */
    End make(Replica replica, LongSupplier nanoClock) {
        long examples = 0;
        double lossSum = 0;
        long begin = nanoClock.getAsLong();
        long now = begin;
        for (int step = 0; step < task.steps(); step++) {
            walk.next(batch);
            weigh();
            lossSum += step(replica, step);
            examples += batch.rows();
            now = nanoClock.getAsLong();
        }
        ExampleHistory history = notes.end(task.presentations().dynamic().usesLosses());
        return new End(
                walk.cursor(),
                selected.total(),
                selected.count(),
                rows.presented(),
                examples,
                lossSum,
                now - begin,
                history);
    }

    private void weigh() {
        if (!rows.differ() && !batch.hasWeights()) {
            return;
        }
        for (int i = 0; i < batch.rows(); i++) {
            weights[i] = rows.weight(walk.rows()[i]);
        }
        batch.setWeights(weights);
    }

    /** One step; the sum of the rows' losses, each counted once whatever its weight where the step tells them one by one. */
    private double step(Replica replica, int step) {
        double rate = task.learningRates().of(step);
        long draw = Hashing.seed(settings.seed(), "draw", worker, task.model().updates() + step);
        if (!notes.any()) {
            return batch.rows() * replica.step(batch, rate, draw);
        }
        double mean = replica.step(batch, rate, draw, scores);
        notes.add(walk.rows(), batch, scores, outputs);
        return batch.hasWeights() && notes.hasLosses() ? notes.sumOfLosses(walk.rows(), batch) : batch.rows() * mean;
    }
}
