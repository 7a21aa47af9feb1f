package io.espalier.importance;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Centroids of examples in the space of the penultimate features: one a class, or one a cluster where there are no classes.
 *
 * <p>Immutable; owns its array. Travels.
 */
public final class Prototypes implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] centroids;
    private final int width;
    private final boolean ofClasses;

    private Prototypes(double[] centroids, int width, boolean ofClasses) {
        if (width < 1 || centroids.length == 0 || centroids.length % width != 0) {
            throw new IllegalArgumentException(
                    "Centroids must be rows of " + width + " values: " + centroids.length + " values");
        }
        this.centroids = centroids;
        this.width = width;
        this.ofClasses = ofClasses;
    }

    /**
     * The centroids of classes: an example is measured from that of its own.
     *
     * @param centroids row-major, [classes x width]; owned from now on
     */
    public static Prototypes ofClasses(double[] centroids, int width) {
        return new Prototypes(centroids, width, true);
    }

    /**
     * The centroids of clusters: an example is measured from the nearest.
     *
     * @param centroids row-major, [clusters x width]; owned from now on
     */
    public static Prototypes ofClusters(double[] centroids, int width) {
        return new Prototypes(centroids, width, false);
    }

    /** Whether both have the same centroids, bit by bit. */
    public boolean sameAs(Prototypes other) {
        return ofClasses == other.ofClasses && width == other.width && Arrays.equals(centroids, other.centroids);
    }

    /** The value of a centroid in one dimension. */
    public double value(int centroid, int dimension) {
        return centroids[centroid * width + dimension];
    }

    /** Number of centroids. */
    public int count() {
        return centroids.length / width;
    }

    /**
     * {@link Scores#distance} of an example from its prototype.
     *
     * @param features row-major, [examples x width]
     * @param offset index of the example's first value
     * @param label its class; not looked at where there are clusters
     */
    public double distance(float[] features, int offset, int label) {
        return Scores.distance(features, offset, width, centroids, ofClasses ? label : nearest(features, offset));
    }

    /** The nearest centroid; the first of several. */
    public int nearest(float[] features, int offset) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int centroid = 0; centroid < count(); centroid++) {
            double distance = Scores.distance(features, offset, width, centroids, centroid);
            if (distance < least) {
                nearest = centroid;
                least = distance;
            }
        }
        return nearest;
    }
}
