package io.espalier.trainer;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

        private final FloatArrays change;
        private final FloatArrays moments;

        /** An average over the given arrays, which it owns from now on. */
        public Mean(float[] change, float[][] moments) {
            this.change = new FloatArrays(change);
            this.moments = new FloatArrays(moments);
        }

        /** Averaged change; the next weights are made of it. */
        public float[] change() {
            return change.single();
        }

        /** Averaged moments, one array a moment, none where they are not averaged; they are the next state's. */
        public float[][] moments() {
            return moments.all();
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
        int count = contributions.get(0).moments().length;
        requireLengths(contributions, length, count);
        Mean mean = new Mean(new float[length], new float[count][length]);
        double weight = total;
        // Block by block, so that the sums stay in the processor's nearest cache; nobody trains meanwhile.
        IntStream.range(0, -Math.floorDiv(-length, PackedChange.BLOCK))
                .parallel()
                .forEach(block -> reduce(contributions, weight, block * PackedChange.BLOCK, mean));
        return mean;
    }

    /** Averages the block that begins at a value. */
    private static void reduce(List<Contribution> contributions, double total, int first, Mean mean) {
        int size = Math.min(PackedChange.BLOCK, mean.change().length - first);
        double[] sums = new double[size];
        float[] values = new float[size];
        for (Contribution contribution : contributions) {
            contribution.change().unpack(first, size, values);
            addScaled(values, 0, size, contribution.weight(), sums);
        }
        divide(sums, size, total, mean.change(), first);
        for (int m = 0; m < mean.moments().length; m++) {
            Arrays.fill(sums, 0);
            for (Contribution contribution : contributions) {
                addScaled(contribution.moments()[m], first, size, contribution.weight(), sums);
            }
            divide(sums, size, total, mean.moments()[m], first);
        }
    }

    private static void addScaled(float[] values, int first, int size, double weight, double[] sums) {
        for (int i = 0; i < size; i++) {
            sums[i] += weight * values[first + i];
        }
    }

    private static void divide(double[] sums, int size, double total, float[] into, int first) {
        for (int i = 0; i < size; i++) {
            into[first + i] = (float) (sums[i] / total);
        }
    }

    private static void requireLengths(List<Contribution> contributions, int length, int moments) {
        for (Contribution contribution : contributions) {
            requireLength(contribution.change().length(), length);
            if (contribution.moments().length != moments) {
                throw new IllegalStateException(
                        "A worker sent " + contribution.moments().length + " moments, others " + moments);
            }
            for (float[] moment : contribution.moments()) {
                requireLength(moment.length, length);
            }
        }
    }

    private static void requireLength(int found, int expected) {
        if (found != expected) {
            throw new IllegalStateException("A worker sent " + found + " values, others " + expected);
        }
    }
}
