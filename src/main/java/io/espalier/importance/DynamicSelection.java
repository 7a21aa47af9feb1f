package io.espalier.importance;

import io.espalier.Hashing;
import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Which of the selected examples an epoch passes over, chosen anew in each epoch while a network learns.
 *
 * <p>A choice is a pure function of (last losses, seed, epoch, ids): an example's draw is the hash of its id under a seed of the epoch, so
 * it does not depend on its place in a shard. Cards: docs/methods.
 */
public sealed interface DynamicSelection extends Serializable {
    /**
     * The weights of a shard's rows in an epoch: 0 where the epoch passes over the row, else the factor of its loss.
     *
     * @param rows of the shard, at the beginning of the epoch
     * @param seed of the run
     * @return one weight a row; empty where all are 1
     */
    float[] weights(Rows rows, long seed, int epoch);

    /** Whether it looks at the losses of earlier presentations. */
    boolean usesLosses();

    /** Fraction of the selected examples that an epoch presents, where that is known before; else it follows from the losses. */
    OptionalDouble presentedFraction();

    /** A shard's rows as a choice sees them. */
    interface Rows {
        /** Number of rows. */
        int count();

        /** Id of the example in a row. */
        long id(int row);

        /** Whether the selection of examples keeps a row. */
        boolean isSelected(int row);

        /** Loss of a row when it was last presented; NaN before the first time. */
        float lastLoss(int row);

        /** Whether a row is selected and has been presented. */
        default boolean hasCountingLoss(int row) {
            return isSelected(row) && !Float.isNaN(lastLoss(row));
        }

        /** Losses of the rows that are selected and have been presented, in the order of the rows. */
        default float[] countingLosses() {
            float[] losses = new float[count()];
            int found = 0;
            for (int row = 0; row < losses.length; row++) {
                if (hasCountingLoss(row)) {
                    losses[found++] = lastLoss(row);
                }
            }
            return Arrays.copyOf(losses, found);
        }
    }

    /** The draws of an epoch, uniform in [0, 1): one an example. */
    record Draws(long seed) {
        static Draws of(long seed, int epoch) {
            return new Draws(Hashing.seed(seed, "dynamic", epoch));
        }

        double of(long id) {
            return (Hashing.hash(id, seed) >>> 11) * 0x1.0p-53;
        }
    }

    /** No example is passed over. */
    record None() implements DynamicSelection {
        private static final long serialVersionUID = 1L;

        @Override
        public float[] weights(Rows rows, long seed, int epoch) {
            return new float[0];
        }

        @Override
        public boolean usesLosses() {
            return false;
        }

        @Override
        public OptionalDouble presentedFraction() {
            return OptionalDouble.of(1);
        }
    }

    /**
     * InfoBatch (Qin, Wang, Zheng, Gu, Peng, Xu, Zhou, Shang, Sun, Xie and You 2024, "InfoBatch: Lossless Training Speed Up by Unbiased
     * Dynamic Data Pruning", <a href="https://arxiv.org/abs/2303.04947">arXiv:2303.04947</a>).
     *
     * <p>An example whose last loss H is below the mean of the last losses is passed over with probability r; where it is not, its
     * gradient is multiplied by 1 / (1 - r). The expectation over the draws of sum(w_i grad_i) / N at fixed weights is the gradient of all
     * N examples. An example that was never presented is never passed over.
     *
     * <p>Different from the paper: the mean is over the selected examples of one worker's shard, and losses are those of each example's last
     * presentation.
     *
     * @param skipProbability r, in (0, 1)
     */
    record InfoBatch(double skipProbability) implements DynamicSelection {
        private static final long serialVersionUID = 1L;

        public InfoBatch {
            requireProbability(skipProbability);
        }

        @Override
        public float[] weights(Rows rows, long seed, int epoch) {
            double mean = mean(rows.countingLosses());
            Draws draws = Draws.of(seed, epoch);
            float survivor = (float) (1 / (1 - skipProbability));
            float[] weights = new float[rows.count()];
            for (int row = 0; row < weights.length; row++) {
                boolean below = rows.lastLoss(row) < mean;
                boolean skipped = below && draws.of(rows.id(row)) < skipProbability;
                weights[row] = skipped ? 0 : below ? survivor : 1;
            }
            return weights;
        }

        /** NaN, below which nothing is, where there is no loss. */
        private static double mean(float[] losses) {
            double sum = 0;
            for (float loss : losses) {
                sum += loss;
            }
            return sum / losses.length;
        }

        @Override
        public boolean usesLosses() {
            return true;
        }

        @Override
        public OptionalDouble presentedFraction() {
            return OptionalDouble.empty();
        }
    }

    /**
     * A random part of the selected examples, drawn anew in each epoch (Okanovic, Waleffe, Mageirakos, Nikolakakis, Karbasi, Kalogerias,
     * Gürel and Rekatsinas 2024, "Repeated Random Sampling for Minimizing the Time-to-Accuracy of Learning", <a
     * href="https://arxiv.org/abs/2305.18424">arXiv:2305.18424</a>): the baseline for every method that looks at examples.
     *
     * <p>Different from the paper: each example is drawn by itself, so that the size of the part is right in the mean only.
     *
     * @param skipProbability with which an epoch passes over an example, in (0, 1)
     */
    record RandomEachEpoch(double skipProbability) implements DynamicSelection {
        private static final long serialVersionUID = 1L;

        public RandomEachEpoch {
            requireProbability(skipProbability);
        }

        @Override
        public float[] weights(Rows rows, long seed, int epoch) {
            Draws draws = Draws.of(seed, epoch);
            float[] weights = new float[rows.count()];
            for (int row = 0; row < weights.length; row++) {
                weights[row] = draws.of(rows.id(row)) < skipProbability ? 0 : 1;
            }
            return weights;
        }

        @Override
        public boolean usesLosses() {
            return false;
        }

        @Override
        public OptionalDouble presentedFraction() {
            return OptionalDouble.of(1 - skipProbability);
        }
    }

    /**
     * Selective backpropagation (Jiang, Wong, Zhou, Andersen, Dean, Ganger, Joshi, Kaminsky, Kozuch, Lipton and Pillai 2019, "Accelerating
     * Deep Learning by Focusing on the Biggest Losers", <a href="https://arxiv.org/abs/1910.00762">arXiv:1910.00762</a>): an example is
     * presented with probability q^beta, q the fraction of the last losses that are at most its own. A reference that is known to do
     * harm: its gradient is biased towards hard and mislabelled examples.
     *
     * <p>Different from the paper: the losses are those of each example's last presentation and not of a forward pass of its own, ranked
     * in the worker's shard and not in a window; beta = r / (1 - r), so that r of the examples are passed over in the mean.
     *
     * @param skipProbability r, in (0, 1)
     */
    record SelectiveBackprop(double skipProbability) implements DynamicSelection {
        private static final long serialVersionUID = 1L;

        public SelectiveBackprop {
            requireProbability(skipProbability);
        }

        @Override
        public float[] weights(Rows rows, long seed, int epoch) {
            float[] sorted = rows.countingLosses();
            Arrays.sort(sorted);
            Draws draws = Draws.of(seed, epoch);
            float[] weights = new float[rows.count()];
            for (int row = 0; row < weights.length; row++) {
                boolean skipped = rows.hasCountingLoss(row)
                        && draws.of(rows.id(row)) >= probability(atMost(sorted, rows.lastLoss(row)), sorted.length);
                weights[row] = skipped ? 0 : 1;
            }
            return weights;
        }

        private double probability(int rank, int count) {
            return StrictMath.pow((double) rank / count, skipProbability / (1 - skipProbability));
        }

        /** How many of the sorted losses are at most this one. */
        private static int atMost(float[] sorted, float loss) {
            int low = 0;
            int high = sorted.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sorted[middle] <= loss) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        @Override
        public boolean usesLosses() {
            return true;
        }

        @Override
        public OptionalDouble presentedFraction() {
            return OptionalDouble.empty();
        }
    }

    private static void requireProbability(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("Probability of a skip must be in (0, 1): " + probability);
        }
    }
}
