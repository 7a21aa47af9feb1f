package io.espalier.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.importance.Prototypes;
import io.espalier.trainer.Clustering.Beginning;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteringTest {
    /** Two shards of points on a line: clusters about 0 and 10. */
    private static final List<float[]> SHARDS = List.of(new float[] {0, 1, 10}, new float[] {-1, 11, 9});

    private static Beginning at(long hash, float value) {
        return new Beginning(hash, new float[] {value});
    }

    private static List<FeatureSums> pass(Prototypes centroids, List<float[]> shards) {
        List<FeatureSums> sums = new ArrayList<>();
        for (float[] points : shards) {
            FeatureSums shard = new FeatureSums(centroids.count(), 1);
            for (int i = 0; i < points.length; i++) {
                shard.add(points, i, centroids.nearest(points, i));
            }
            sums.add(shard);
        }
        return sums;
    }

    @Test
    void centroidsAreTheMeansOfTheirExamples() {
        // It begins at 1 and 0, the lowest hashes as unsigned numbers, with 10, 11, 9 nearest to 1.
        List<List<Beginning>> beginnings = List.of(List.of(at(-1, 10), at(1, 1)), List.of(at(2, 0), at(-2, 11)));
        Prototypes clusters = Clustering.of(2, beginnings, centroids -> pass(centroids, SHARDS));
        assertThat(clusters.count()).isEqualTo(2);
        assertThat(clusters.value(0, 0)).isEqualTo(10);
        assertThat(clusters.value(1, 0)).isEqualTo(0);
    }

    @Test
    void orderOfTheShardsBeginningsDoesNotMatter() {
        List<Beginning> one = List.of(at(-1, 10), at(1, 1));
        List<Beginning> other = List.of(at(2, 0), at(-2, 11));
        assertThat(Clustering.of(2, List.of(other, one), centroids -> pass(centroids, SHARDS))
                        .sameAs(Clustering.of(2, List.of(one, other), centroids -> pass(centroids, SHARDS))))
                .isTrue();
    }

    @Test
    void clusterWithoutExamplesStaysWhereItWas() {
        List<List<Beginning>> same = List.of(List.of(at(1, 5), at(2, 5)));
        Prototypes clusters = Clustering.of(2, same, centroids -> pass(centroids, List.of(new float[] {4, 6})));
        assertThat(clusters.value(0, 0)).isEqualTo(5);
        assertThat(clusters.value(1, 0)).isEqualTo(5);
    }

    @Test
    void fewerExamplesThanClustersAreAClusterEach() {
        List<List<Beginning>> two = List.of(List.of(at(1, 3)), List.of(at(2, 8)));
        Prototypes clusters = Clustering.of(5, two, centroids -> pass(centroids, List.of(new float[] {3, 8})));
        assertThat(clusters.count()).isEqualTo(2);
    }

    @Test
    void endsAfterTenPasses() {
        List<Prototypes> passes = new ArrayList<>();
        Clustering.of(1, List.of(List.of(at(1, 0))), centroids -> {
            passes.add(centroids);
            // The mean is another one each time.
            return pass(centroids, List.of(new float[] {passes.size()}));
        });
        assertThat(passes).hasSize(Clustering.MOST_PASSES);
    }
}
