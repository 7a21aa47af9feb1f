package io.espalier.trainer;

import io.espalier.constraint.Compaction;
import io.espalier.constraint.KeptUnits;
import io.espalier.constraint.MaskedSteps;
import io.espalier.constraint.TaylorImportance;
import io.espalier.constraint.UnitImportance;
import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.network.ParameterLayout;
import io.espalier.run.AveragingPlan;
import io.espalier.run.AveragingPlan.Inner;
import io.espalier.run.AveragingPlan.Wire;
import io.espalier.run.TrainingPlan;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * What a logical worker computes, wherever it runs: the steps of a round, a part's quality, scores of examples and units.
 *
 * <p>Pure functions of their arguments (but for the nanoseconds reported); backends call them, on a thread of the driver or in a task.
 * A replica is loaded by each function before use and keeps no state between two calls.
 */
public final class Worker {
    /** Rows that go through the network at once when nothing is learned. Part of the results: sums follow these blocks. */
    static final int EVALUATION_BLOCK = 512;

    private static final float[][] NO_MOMENTS = {};
    private static final int[] NOTHING_HELD = {};
    private static final float[] NOTHING_LEFT = {};

    private Worker() {}

    /**
     * How steps are made.
     *
     * @param seed of the run
     * @param batch examples of a batch
     * @param accumulation batches of a step
     * @param moments of the update rule
     * @param inner what becomes of them between two rounds
     * @param wire format of changes
     * @param remembersExamples whether workers remember what presentations showed of their examples
     */
    public record StepSettings(
            long seed, int batch, int accumulation, Moments moments, Inner inner, Wire wire, boolean remembersExamples)
            implements java.io.Serializable {
        /** The settings of a plan. */
        public static StepSettings of(TrainingPlan plan) {
            return new StepSettings(
                    plan.training().seed(),
                    plan.training().batch(),
                    plan.training().accumulation(),
                    Moments.of(plan.training().updater()),
                    plan.averaging().inner(),
                    plan.averaging().wire(),
                    plan.importance().remembersExamples());
        }

        /** Whether workers carry more than a cursor from one round to the next. */
        public boolean keepsState() {
            return remembersExamples || AveragingPlan.workersKeepState(inner, wire);
        }

        int stepRows() {
            return Math.multiplyExact(batch, accumulation);
        }
    }

    /**
     * Rows that go through a replica's network at once, for which it needs memory. Not more than there are: a batch larger than the
     * largest shard is never filled, and blocks without learning are whole as long as they are whole for the batch.
     *
     * @param trainRows of the training shards
     */
    public static int microBatch(TrainingPlan plan, IntStream trainRows) {
        int blocks = Math.max(EVALUATION_BLOCK, plan.importance().scoring().batch());
        return Math.min(
                plan.training().batch(), Math.max(blocks, trainRows.max().orElse(1)));
    }

    /**
     * Trains one round.
     *
     * @param before state of the worker after the round before
     * @param nanoClock read before the first step and after each
     */
    public static WorkerResult train(
            RoundTask task,
            int worker,
            WorkerState before,
            Shard shard,
            SelectedRows selected,
            Replica replica,
            StepSettings settings,
            LongSupplier nanoClock) {
        task.snapshot().requireMatches(task.round(), task.structureVersion());
        WorkerState state = before.entering(task);
        if (selected.count() == 0) {
            return idle(task, worker, state, settings);
        }
        Masking masking = Masking.of(task.model().network(), task.mask());
        load(replica, task, state, masking, settings);
        RoundSteps.End end =
                new RoundSteps(task, worker, shard, selected, state.history(), settings).make(replica, nanoClock);
        return result(task, worker, state, replica, settings, masking, end);
    }

    private static void load(
            Replica replica, RoundTask task, WorkerState state, Masking masking, StepSettings settings) {
        ModelState start = task.model();
        replica.mask(heldAtZero(start.network(), task.mask()));
        replica.originalUnits(task.originalUnits());
        switch (settings.inner()) {
            case AVERAGE -> replica.load(start.parameters(), start.moments(), start.updates());
            case KEEP -> replica.load(
                    start.parameters(),
                    state.moments(() -> fresh(start.network(), settings), masking::project),
                    state.updates());
            case RESET -> replica.load(
                    start.parameters(),
                    Arrays.stream(fresh(start.network(), settings))
                            .map(masking::project)
                            .toArray(float[][]::new),
                    0);
        }
    }

    private static WorkerResult result(
            RoundTask task,
            int worker,
            WorkerState state,
            Replica replica,
            StepSettings settings,
            Masking masking,
            RoundSteps.End end) {
        ModelState start = task.model();
        RunningStatistics running = RunningStatistics.of(start.network());
        float[] values = new float[start.parameters().length];
        replica.readParameters(values);
        float[] statistics = running.read(values);
        for (int i = 0; i < values.length; i++) {
            values[i] -= start.parameters()[i];
        }
        running.clear(values);
        float[][] moments = NO_MOMENTS;
        if (settings.inner() != Inner.RESET) {
            moments = new float[settings.moments().count()][values.length];
            replica.readMoments(moments);
        }
        boolean keeps = settings.inner() == Inner.KEEP;
        state.addResidual(values);
        // What rounding took from a unit before it was masked is dropped: a masked unit has no change.
        float[] sent = masking.project(values);
        PackedChange change = PackedChange.of(settings.wire(), sent);
        WorkerState next = state.next(
                keeps ? state.updates() + task.steps() : 0,
                keeps ? moments : NO_MOMENTS,
                settings.wire() == Wire.INT8 ? residual(sent, change) : NOTHING_LEFT,
                masking,
                end.history());
        Contribution contribution = new Contribution(worker, end.weight(), change, keeps ? NO_MOMENTS : moments);
        return new WorkerResult(
                new WorkerReport(
                        contribution,
                        end.cursor(),
                        statistics,
                        end.keptRows(),
                        end.epochRows(),
                        end.examples(),
                        end.lossSum(),
                        end.nanos()),
                contribution,
                next);
    }

    /** What rounding took from a change. */
    private static float[] residual(float[] values, PackedChange change) {
        float[] residual = new float[values.length];
        change.unpack(residual);
        for (int i = 0; i < residual.length; i++) {
            residual[i] = values[i] - residual[i];
        }
        return residual;
    }

    private static float[][] fresh(Network network, StepSettings settings) {
        return settings.moments().fresh(network.layout());
    }

    /** Positions that steps must hold at zero; none where masked units stay at zero by themselves. */
    private static int[] heldAtZero(Network network, KeptUnits mask) {
        return MaskedSteps.needsMasking(network) ? Compaction.of(network, mask).zeroPositions() : NOTHING_HELD;
    }

    private static WorkerResult idle(RoundTask task, int worker, WorkerState state, StepSettings settings) {
        ModelState start = task.model();
        Contribution contribution = new Contribution(
                worker, 0, PackedChange.of(settings.wire(), new float[start.parameters().length]), start.moments());
        float[] statistics = RunningStatistics.of(start.network()).read(start.parameters());
        return new WorkerResult(
                new WorkerReport(contribution, task.cursors().get(worker), statistics, 0, 0, 0, 0, 0),
                contribution,
                state.idle());
    }

    /**
     * Quality of a network on one slice of a part: fixed blocks of {@value #EVALUATION_BLOCK} rows in hash order, the last one short.
     */
    public static SliceQuality evaluate(Network network, float[] parameters, Shard shard, Replica replica) {
        loadWeights(replica, parameters);
        int classes = network.outputs();
        Batch batch = new Batch(EVALUATION_BLOCK, network.input().size());
        float[] outputs = new float[EVALUATION_BLOCK * classes];
        long correct = 0;
        double lossSum = 0;
        for (int first = 0; first < shard.rows(); first += EVALUATION_BLOCK) {
            readBlock(shard, first, Math.min(EVALUATION_BLOCK, shard.rows() - first), batch);
            replica.outputs(batch, outputs);
            double blockLoss = 0;
            for (int row = 0; row < batch.rows(); row++) {
                correct += mostProbable(outputs, row * classes, classes) == batch.labels()[row] ? 1 : 0;
                blockLoss += loss(outputs[row * classes + batch.labels()[row]]);
            }
            lossSum += blockLoss;
        }
        return new SliceQuality(correct, shard.rows(), lossSum);
    }

    /** Counts and sum of losses of one slice of a part. */
    public record SliceQuality(long correct, long examples, double lossSum) implements java.io.Serializable {
        /** The slices together; losses are summed in the order of the list. */
        public static TrainingBackend.Quality sum(List<SliceQuality> slices) {
            long correct = 0;
            long examples = 0;
            double lossSum = 0;
            for (SliceQuality slice : slices) {
                correct += slice.correct;
                examples += slice.examples;
                lossSum += slice.lossSum;
            }
            return new TrainingBackend.Quality(correct, examples, lossSum / examples);
        }
    }

    /** -log p, with p at least the smallest normal float, so that one hopeless example does not make a mean infinite. */
    private static double loss(float probability) {
        return -StrictMath.log(Math.max(probability, Float.MIN_NORMAL));
    }

    private static int mostProbable(float[] outputs, int offset, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (outputs[offset + c] > outputs[offset + best]) {
                best = c;
            }
        }
        return best;
    }

    /**
     * Sum of the Taylor importance of every unit over the first batches of a shard in hash order.
     *
     * @param batches at most; fewer where the shard is shorter
     * @return one array a group, in the order of {@link Network#groups()}
     */
    public static List<double[]> taylorSums(
            Network network, float[] parameters, Shard shard, Replica replica, int batchRows, int batches) {
        List<Group> groups = network.groups();
        ParameterLayout layout = network.layout();
        List<double[]> sums = UnitImportance.zeros(network);
        loadWeights(replica, parameters);
        Batch batch =
                new Batch(Math.min(batchRows, shard.rows()), network.input().size());
        float[] gradient = new float[parameters.length];
        for (int done = 0; done < batches && done * batchRows < shard.rows(); done++) {
            int first = done * batchRows;
            readBlock(shard, first, Math.min(batchRows, shard.rows() - first), batch);
            replica.gradient(batch, gradient);
            TaylorImportance.add(groups, layout, gradient, parameters, sums);
        }
        return sums;
    }

    /**
     * How many batches each shard gives to a measurement: the first in hash order of all, so the first shards' first.
     *
     * @param rows of each shard, in order
     */
    public static int[] firstBatches(List<Integer> rows, int batchRows, int batches) {
        int[] shares = new int[rows.size()];
        int left = batches;
        for (int shard = 0; shard < shares.length; shard++) {
            int all = rows.get(shard);
            shares[shard] = Math.min(left, all / batchRows + (all % batchRows > 0 ? 1 : 0));
            left -= shares[shard];
        }
        return shares;
    }

    /** Mean over all batches of the shards' sums, added in the order of the shards. */
    public static List<double[]> meanOf(Network network, List<? extends List<double[]>> sums, int batches) {
        List<double[]> means = UnitImportance.zeros(network);
        for (List<double[]> shard : sums) {
            for (int group = 0; group < means.size(); group++) {
                for (int unit = 0; unit < means.get(group).length; unit++) {
                    means.get(group)[unit] += shard.get(group)[unit] / batches;
                }
            }
        }
        return means;
    }

    /** Sets the weights for outputs and gradients alone. */
    static void loadWeights(Replica replica, float[] parameters) {
        replica.mask(NOTHING_HELD);
        replica.load(parameters, NO_MOMENTS, 0);
    }

    private static void readBlock(Shard shard, int first, int count, Batch batch) {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = first + i;
        }
        shard.read(rows, count, batch);
    }
}
