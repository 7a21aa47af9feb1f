package io.espalier.trainer;

import io.espalier.Hashing;
import io.espalier.constraint.Compaction;
import io.espalier.constraint.KeptUnits;
import io.espalier.constraint.MaskedSteps;
import io.espalier.constraint.TaylorImportance;
import io.espalier.constraint.UnitImportance;
import io.espalier.network.Group;
import io.espalier.network.Network;
import io.espalier.network.ParameterLayout;
import io.espalier.run.TrainingPlan;
import java.util.List;
import java.util.function.LongSupplier;

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

    private Worker() {}

    /**
     * How steps are made.
     *
     * @param seed of the run
     * @param batch examples of a batch
     * @param accumulation batches of a step
     */
    public record StepSettings(long seed, int batch, int accumulation) implements java.io.Serializable {
        /** The settings of a plan. */
        public static StepSettings of(TrainingPlan plan) {
            return new StepSettings(
                    plan.training().seed(),
                    plan.training().batch(),
                    plan.training().accumulation());
        }

        int stepRows() {
            return Math.multiplyExact(batch, accumulation);
        }
    }

    /**
     * Trains one round.
     *
     * @param nanoClock read around the steps; called between steps too, where a caller may throw to interrupt
     */
    public static WorkerResult train(
            RoundTask task,
            int worker,
            Shard shard,
            SelectedRows selected,
            Replica replica,
            StepSettings settings,
            LongSupplier nanoClock) {
        task.snapshot().requireMatches(task.round(), task.structureVersion());
        ModelState start = task.model();
        Cursor cursor = task.cursors().get(worker);
        if (selected.count() == 0) {
            return idle(worker, start, cursor);
        }
        replica.mask(heldAtZero(start.network(), task.mask()));
        replica.load(start.parameters(), start.moments(), start.updates());
        ShardWalk walk = new ShardWalk(
                shard, selected, new ShardOrder(shard.rows(), settings.seed(), worker), cursor, settings.stepRows());
        Batch batch = new Batch(
                ShardWalk.capacity(settings.stepRows()), start.network().input().size());
        long examples = 0;
        double lossSum = 0;
        long begin = nanoClock.getAsLong();
        long now = begin;
        for (int step = 0; step < task.steps(); step++) {
            walk.next(batch);
            long draw = Hashing.seed(settings.seed(), "draw", worker, start.updates() + step);
            lossSum += batch.rows() * replica.step(batch, task.learningRates().of(step), draw);
            examples += batch.rows();
            now = nanoClock.getAsLong();
        }
        return new WorkerResult(
                worker,
                change(replica, start.parameters()),
                moments(replica, start),
                walk.cursor(),
                selected.count(),
                examples,
                lossSum,
                now - begin);
    }

    /** Positions that steps must hold at zero; none where masked units stay at zero by themselves. */
    private static int[] heldAtZero(Network network, KeptUnits mask) {
        return MaskedSteps.needsMasking(network) ? Compaction.of(network, mask).zeroPositions() : NOTHING_HELD;
    }

    private static WorkerResult idle(int worker, ModelState start, Cursor cursor) {
        return new WorkerResult(worker, new float[start.parameters().length], start.moments(), cursor, 0, 0, 0, 0);
    }

    private static float[] change(Replica replica, float[] start) {
        float[] change = new float[start.length];
        replica.readParameters(change);
        for (int i = 0; i < change.length; i++) {
            change[i] -= start[i];
        }
        return change;
    }

    private static float[][] moments(Replica replica, ModelState start) {
        float[][] moments = new float[start.moments().length][start.parameters().length];
        replica.readMoments(moments);
        return moments;
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
     * EL2N of every row of a shard, the mean over weights: blocks of {@code blockRows} rows in hash order, the last one padded with
     * its last row, so that every product has one shape and a row's score does not depend on where a shard ends.
     *
     * @param snapshots flat parameter vectors, at least one
     */
    public static double[] el2n(Network network, List<float[]> snapshots, Shard shard, Replica replica, int blockRows) {
        double[] scores = new double[shard.rows()];
        int classes = network.outputs();
        Batch batch = new Batch(blockRows, network.input().size());
        float[] outputs = new float[blockRows * classes];
        for (float[] snapshot : snapshots) {
            loadWeights(replica, snapshot);
            for (int first = 0; first < shard.rows(); first += blockRows) {
                int count = Math.min(blockRows, shard.rows() - first);
                readPaddedBlock(shard, first, count, batch);
                replica.outputs(batch, outputs);
                for (int row = 0; row < count; row++) {
                    scores[first + row] +=
                            io.espalier.importance.Scores.el2n(outputs, row * classes, classes, batch.labels()[row])
                                    / snapshots.size();
                }
            }
        }
        return scores;
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
        Batch batch = new Batch(batchRows, network.input().size());
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
            shares[shard] = Math.min(left, (rows.get(shard) + batchRows - 1) / batchRows);
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

    private static void loadWeights(Replica replica, float[] parameters) {
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

    private static void readPaddedBlock(Shard shard, int first, int count, Batch batch) {
        int[] rows = new int[batch.capacity()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = first + Math.min(i, count - 1);
        }
        shard.read(rows, rows.length, batch);
    }
}
