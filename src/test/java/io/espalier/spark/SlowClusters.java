package io.espalier.spark;

import io.espalier.Hashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The clusters of docs/methods/prototype.md as one would tell them: all examples at hand, everything in double. */
final class SlowClusters {
    private SlowClusters() {}

    /**
     * The distance of each example from the nearest centroid.
     *
     * @param points values of each example by its id
     * @param seed of the hashes of ids
     */
    static Map<Long, Double> distances(Map<Long, double[]> points, int clusters, long seed) {
        List<double[]> centroids = centroids(points, clusters, seed);
        Map<Long, Double> distances = new HashMap<>();
        points.forEach((id, point) -> distances.put(id, distance(point, centroids.get(nearest(point, centroids)))));
        return distances;
    }

    private static List<double[]> centroids(Map<Long, double[]> points, int clusters, long seed) {
        List<double[]> centroids = points.keySet().stream()
                .sorted(Comparator.comparing((Long id) -> Hashing.hash(id, seed), Long::compareUnsigned))
                .limit(clusters)
                .map(points::get)
                .toList();
        for (int pass = 0; pass < 10; pass++) {
            List<List<double[]>> members = new ArrayList<>();
            centroids.forEach(centroid -> members.add(new ArrayList<>()));
            for (double[] point : points.values()) {
                members.get(nearest(point, centroids)).add(point);
            }
            List<double[]> moved = new ArrayList<>();
            for (int i = 0; i < centroids.size(); i++) {
                moved.add(members.get(i).isEmpty() ? centroids.get(i) : mean(members.get(i)));
            }
            centroids = moved;
        }
        return centroids;
    }

    private static double[] mean(List<double[]> points) {
        double[] mean = new double[points.get(0).length];
        for (double[] point : points) {
            Arrays.setAll(mean, i -> mean[i] + point[i] / points.size());
        }
        return mean;
    }

    private static int nearest(double[] point, List<double[]> centroids) {
        int nearest = 0;
        for (int i = 1; i < centroids.size(); i++) {
            if (distance(point, centroids.get(i)) < distance(point, centroids.get(nearest))) {
                nearest = i;
            }
        }
        return nearest;
    }

    private static double distance(double[] point, double[] centroid) {
        double squares = 0;
        for (int i = 0; i < point.length; i++) {
            squares += Math.pow(point[i] - centroid[i], 2);
        }
        return Math.sqrt(squares);
    }
}
