package io.espalier.trainer;

import io.espalier.importance.Prototypes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Centroids of clusters for examples without labels: k-means by Lloyd's iteration (S. P. Lloyd 1982, "Least squares quantization in PCM",
 * <a href="https://doi.org/10.1109/TIT.1982.1056489">10.1109/TIT.1982.1056489</a>).
 *
 * <p>It begins at the examples of the lowest hashes and ends when no centroid moves, or after {@value #MOST_PASSES} passes. Depends on
 * ids, seed and features only; sums are added in the order of the shards, so that no number of machines changes a bit. A cluster that
 * loses all its examples keeps its centroid.
 */
public final class Clustering {
    /** Passes over the examples. */
    static final int MOST_PASSES = 10;

    private Clustering() {}

    /** An example that a cluster may begin at. Travels; owns its array. */
    public static final class Beginning implements Serializable {
        private static final long serialVersionUID = 1L;

        private final long hash;
        private final float[] features;

        Beginning(long hash, float[] features) {
            this.hash = hash;
            this.features = features;
        }
    }

    /**
     * The centroids.
     *
     * @param clusters how many; fewer where there are fewer examples
     * @param beginnings those of the lowest hashes of each shard, as many as clusters
     * @param pass sums of the features by nearest centroid, one a shard, in order
     */
    public static Prototypes of(
            int clusters, List<? extends List<Beginning>> beginnings, Function<Prototypes, List<FeatureSums>> pass) {
        Prototypes centroids = begin(clusters, beginnings);
        for (int i = 0; i < MOST_PASSES; i++) {
            Prototypes moved = FeatureSums.clusters(pass.apply(centroids), centroids);
            if (moved.sameAs(centroids)) {
                return moved;
            }
            centroids = moved;
        }
        return centroids;
    }

    private static Prototypes begin(int clusters, List<? extends List<Beginning>> beginnings) {
        List<Beginning> lowest = new ArrayList<>();
        beginnings.forEach(lowest::addAll);
        lowest.sort((one, other) -> Long.compareUnsigned(one.hash, other.hash));
        List<Beginning> chosen = lowest.subList(0, Math.min(clusters, lowest.size()));
        int width = chosen.get(0).features.length;
        double[] centroids = new double[chosen.size() * width];
        for (int cluster = 0; cluster < chosen.size(); cluster++) {
            for (int i = 0; i < width; i++) {
                centroids[cluster * width + i] = chosen.get(cluster).features[i];
            }
        }
        return Prototypes.ofClusters(centroids, width);
    }
}
