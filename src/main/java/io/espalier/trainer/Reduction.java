package io.espalier.trainer;

import java.io.Serializable;
import java.util.List;

/**
 * Makes one change of the workers' contributions: the merge algebra of a round.
 *
 * <p>With changes c_k, moments m_k and weights w_k (kept examples in the shard of worker k; McMahan et al. 2017, arXiv 1602.05629, but by
 * kept examples, not by those processed, because equal numbers of steps would over-weight scarce shards): d = sum(w_k c_k) / sum(w_k),
 * m = sum(w_k m_k) / sum(w_k). Moments are averaged as values: a rounded change can make Adam's second moment negative. Sums are in
 * double, in the order of the workers, rounded once: the result has the same bits whatever the order of arrival, and a slice of it is
 * what the slices of the contributions give.
 */
public final class Reduction {
    private Reduction() {}

    /** The average of a round, or a slice of it. Travels; owns its arrays. */
    public static final class Mean implements Serializable {
        private static final long serialVersionUID = 1L;

        private final float[] change;
        private final float[][] moments;

        /** An average over the given arrays, which it owns from now on. */
        public Mean(float[] change, float[][] moments) {
            this.change = change;
            this.moments = moments;
        }

        /** Averaged change; the next weights are made of it. */
        public float[] change() {
            return change;
        }

        /** Averaged moments, one array a moment, none where they are not averaged; they are the next state's. */
        public float[][] moments() {
            return moments;
        }
    }

    /**
     * Averages contributions.
     *
     * @param contributions one a worker, in worker order
     */
    public static Mean mean(List<Contribution> contributions) {
        double total = 0;
        for (int k = 0; k < contributions.size(); k++) {
            if (contributions.get(k).worker() != k) {
                throw new IllegalStateException("Contribution " + k + " is of worker "
                        + contributions.get(k).worker());
            }
            total += contributions.get(k).weight();
        }
        if (total == 0) {
            throw new IllegalStateException("No worker has a kept example");
        }
        int length = contributions.get(0).change().length();
        double[] sum = new double[length];
        float[] unpacked = new float[length];
        for (Contribution contribution : contributions) {
            requireLength(contribution.change().length(), length);
            contribution.change().unpack(unpacked);
            addScaled(unpacked, contribution.weight(), sum);
        }
        float[][] moments = new float[contributions.get(0).moments().length][];
        for (int m = 0; m < moments.length; m++) {
            moments[m] = moment(contributions, m, total, length);
        }
        return new Mean(divided(sum, total), moments);
    }

    private static float[] moment(List<Contribution> contributions, int moment, double total, int length) {
        double[] sum = new double[length];
        for (Contribution contribution : contributions) {
            addScaled(contribution.moments()[moment], contribution.weight(), sum);
        }
        return divided(sum, total);
    }

    private static void addScaled(float[] values, double weight, double[] sum) {
        requireLength(values.length, sum.length);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * values[i];
        }
    }

    private static float[] divided(double[] sum, double total) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / total);
        }
        return mean;
    }

    private static void requireLength(int found, int expected) {
        if (found != expected) {
            throw new IllegalStateException("A worker sent " + found + " values, others " + expected);
        }
    }
}
