package io.espalier.trainer;

import io.espalier.importance.Prototypes;
import java.io.Serializable;
import java.util.List;

/**
 * Sums of penultimate features by class or cluster, over the rows of one shard in their order. In double; travels. Not thread-safe.
 *
 * <p>Shards are a matter of the plan, and {@link #prototypes} adds them in their order: no number of machines changes a bit.
 */
public final class FeatureSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int width;
    private final double[] sums;
    private final long[] counts;

    /** Sums of no rows. */
    public FeatureSums(int groups, int width) {
        this.width = width;
        this.sums = new double[Math.multiplyExact(groups, width)];
        this.counts = new long[groups];
    }

    /**
     * Adds an example.
     *
     * @param features row-major, [examples x width]
     * @param offset index of its first value
     * @param group its class or cluster
     */
    public void add(float[] features, int offset, int group) {
        int start = group * width;
        for (int i = 0; i < width; i++) {
            sums[start + i] += features[offset + i];
        }
        counts[group]++;
    }

    /**
     * The centroids of all classes: the mean of their examples. That of a class without examples is 0.
     *
     * @param shards at least one; added in the order of the list
     */
    public static Prototypes prototypes(List<FeatureSums> shards) {
        FeatureSums all = sum(shards);
        double[] means = all.sums;
        for (int i = 0; i < means.length; i++) {
            means[i] /= Math.max(1, all.counts[i / all.width]);
        }
        return Prototypes.ofClasses(means, all.width);
    }

    /**
     * The centroids of clusters: the mean of their examples. One without examples stays where it was.
     *
     * @param shards at least one; added in the order of the list
     * @param before by which the examples were assigned
     */
    static Prototypes clusters(List<FeatureSums> shards, Prototypes before) {
        FeatureSums all = sum(shards);
        double[] means = all.sums;
        for (int i = 0; i < means.length; i++) {
            long count = all.counts[i / all.width];
            means[i] = count == 0 ? before.value(i / all.width, i % all.width) : means[i] / count;
        }
        return Prototypes.ofClusters(means, all.width);
    }

    private static FeatureSums sum(List<FeatureSums> shards) {
        FeatureSums first = shards.get(0);
        FeatureSums all = new FeatureSums(first.counts.length, first.width);
        for (FeatureSums shard : shards) {
            for (int i = 0; i < all.sums.length; i++) {
                all.sums[i] += shard.sums[i];
            }
            for (int group = 0; group < all.counts.length; group++) {
                all.counts[group] += shard.counts[group];
            }
        }
        return all;
    }
}
