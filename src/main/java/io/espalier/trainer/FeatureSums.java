package io.espalier.trainer;

import io.espalier.importance.Prototypes;
import java.io.Serializable;
import java.util.List;

/**
 * Sums of penultimate features by class, over the rows of one shard in their order. In double; travels. Not thread-safe.
 *
 * <p>Shards are a matter of the plan, and {@link #prototypes} adds them in their order: no number of machines changes a bit.
 */
public final class FeatureSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int width;
    private final double[] sums;
    private final long[] counts;

    /** Sums of no rows. */
    public FeatureSums(int classes, int width) {
        this.width = width;
        this.sums = new double[Math.multiplyExact(classes, width)];
        this.counts = new long[classes];
    }

    /**
     * Adds an example.
     *
     * @param features row-major, [examples x width]
     * @param offset index of its first value
     * @param label its class
     */
    public void add(float[] features, int offset, int label) {
        int start = label * width;
        for (int i = 0; i < width; i++) {
            sums[start + i] += features[offset + i];
        }
        counts[label]++;
    }

    /**
     * The centroids of all classes: the mean of their examples. That of a class without examples is 0.
     *
     * @param shards at least one; added in the order of the list
     */
    public static Prototypes prototypes(List<FeatureSums> shards) {
        FeatureSums first = shards.get(0);
        double[] means = new double[first.sums.length];
        long[] counts = new long[first.counts.length];
        for (FeatureSums shard : shards) {
            for (int i = 0; i < means.length; i++) {
                means[i] += shard.sums[i];
            }
            for (int label = 0; label < counts.length; label++) {
                counts[label] += shard.counts[label];
            }
        }
        for (int i = 0; i < means.length; i++) {
            means[i] /= Math.max(1, counts[i / first.width]);
        }
        return Prototypes.ofClasses(means, first.width);
    }
}
